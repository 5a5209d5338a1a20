import { codePoint, codePointsOf, complementOf, unionOf, type CodePoints } from './code-points.js';
import { UnsupportedPattern } from './expression.js';

const DIGITS: CodePoints = [{ low: 0x30, high: 0x39 }];
const WORD: CodePoints = unionOf([DIGITS, [{ low: 0x41, high: 0x5a }], codePointsOf('_'), [{ low: 0x61, high: 0x7a }]]);
const LINE_ENDS = codePointsOf('\n\r\u2028\u2029');
/** ECMA-262's white space: its own list and everything of category Zs. */
const SPACE = unionOf([
  [{ low: 0x09, high: 0x0d }],
  codePointsOf(' \u00a0\u1680\u202f\u205f\u3000\ufeff'),
  [{ low: 0x2000, high: 0x200a }],
  LINE_ENDS,
]);

/** What `.` stands for. */
export const ANY_BUT_LINE_ENDS = complementOf(LINE_ENDS);

const CLASSES: Readonly<Record<string, CodePoints>> = {
  d: DIGITS,
  D: complementOf(DIGITS),
  w: WORD,
  W: complementOf(WORD),
  s: SPACE,
  S: complementOf(SPACE),
};

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

/** A pattern's text by code points, and how far it has been read. */
export interface Source {
  readonly chars: readonly string[];
  at: number;
}

/** What the escape after a backslash stands for, `isClass` if more than one character by nature. */
export function readEscape(source: Source): { set: CodePoints; isClass: boolean } {
  const char = source.chars[source.at++] ?? '';
  const named = CLASSES[char];
  if (named) return { set: named, isClass: true };
  return { set: codePoint(escapedPoint(char, source)), isClass: false };
}

function escapedPoint(char: string, source: Source): number {
  const control = CONTROLS[char];
  if (control !== undefined && !(char === '0' && /\d/.test(source.chars[source.at] ?? ''))) return control;
  if (char === 'x') return hexadecimal(source, 2);
  if (char === 'u') return unicodeEscape(source);
  if (char === 'c') return controlLetter(source);
  if (/[\p{L}\p{N}]/u.test(char)) throw new UnsupportedPattern(`uses \\${char}`);
  return char.codePointAt(0) ?? 0;
}

function controlLetter(source: Source): number {
  const letter = source.chars[source.at++] ?? '';
  if (!/^[a-z]$/i.test(letter)) throw new UnsupportedPattern('has a broken escape');
  return letter.charCodeAt(0) % 32;
}

/** `\u{1f600}`, which only the `u` flag knows; without it the same text would mean something else. */
function bracedEscape(source: Source): number {
  const digits = /^\{([\da-f]{1,8})\}/i.exec(source.chars.slice(source.at, source.at + 10).join(''))?.[1] ?? '';
  const point = Number.parseInt(digits, 16);
  if (!(point <= 0x10ffff)) throw new UnsupportedPattern('has a broken escape');
  source.at += digits.length + 2;
  return point;
}

function unicodeEscape(source: Source): number {
  if (source.chars[source.at] === '{') return bracedEscape(source);
  const unit = hexadecimal(source, 4);
  const isPair = unit >= 0xd800 && unit < 0xdc00 && source.chars.slice(source.at, source.at + 2).join('') === '\\u';
  if (!isPair) return unit;
  const low = Number.parseInt(source.chars.slice(source.at + 2, source.at + 6).join(''), 16);
  if (!(low >= 0xdc00 && low < 0xe000)) return unit;
  source.at += 6;
  return 0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00);
}

function hexadecimal(source: Source, length: number): number {
  const digits = source.chars.slice(source.at, source.at + length).join('');
  if (digits.length !== length || !/^[\da-f]+$/i.test(digits)) throw new UnsupportedPattern('has a broken escape');
  source.at += length;
  return Number.parseInt(digits, 16);
}
