import { ANY_BUT_LINE_ENDS, readEscape, type Source } from './character-classes.js';
import { codePoint, codePointRange, complementOf, unionOf, type CodePoints } from './code-points.js';
import { UnsupportedPattern, type Expression } from './expression.js';

const LONGEST_PATTERN = 10_000;
const DEEPEST_NESTING = 100;
/** Characters that count as two without the `u` flag, themselves or escaped. */
const PAIRS = /[^\0-\uffff]|\\u(\{|d[89a-f])/iu;
const NOTHING: Expression = { type: 'sequence', parts: [] };

/**
 * Reads a regular expression of ECMA-262 the way its `u` flag does: characters are code points. Throws
 * `UnsupportedPattern` for what is no regular language (look-around, back-references) or not worth the tables
 * (`\b`, `\p{...}`), and for what ECMA-262 does not allow either.
 */
export function readPattern(pattern: string): Expression {
  if (pattern.length > LONGEST_PATTERN) throw new UnsupportedPattern(`is longer than ${LONGEST_PATTERN} characters`);
  const isUnicode = hasUnicodeSyntax(pattern);
  if (!isUnicode && !isWellFormed(pattern, '')) throw new UnsupportedPattern('is not a regular expression');
  if (!isUnicode && PAIRS.test(pattern)) throw new UnsupportedPattern('is not one for the u flag');
  const source = { chars: [...pattern], at: 0 };
  const expression = readChoice(source, 0);
  if (source.at < source.chars.length) throw new UnsupportedPattern('is not a regular expression');
  return expression;
}

/** Whether a pattern is one for the `u` flag. Where it is not, like `\\-`, validators disagree on what a character is. */
export function hasUnicodeSyntax(pattern: string): boolean {
  return isWellFormed(pattern, 'u');
}

function isWellFormed(pattern: string, flags: string): boolean {
  try {
    return new RegExp(pattern, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

function readChoice(source: Source, depth: number): Expression {
  if (depth > DEEPEST_NESTING) throw new UnsupportedPattern(`nests deeper than ${DEEPEST_NESTING} groups`);
  const options = [readSequence(source, depth)];
  while (take(source, '|')) {
    const option = readSequence(source, depth);
    // Nothing once more is nothing new, and costs no state that would be counted.
    if (option !== NOTHING || !options.includes(NOTHING)) options.push(option);
  }
  return options.length === 1 ? (options[0] ?? NOTHING) : { type: 'choice', options };
}

function readSequence(source: Source, depth: number): Expression {
  const parts: Expression[] = [];
  for (let char = source.chars[source.at]; char !== undefined && !'|)'.includes(char); char = source.chars[source.at]) {
    parts.push(readQuantified(source, depth));
  }
  return parts.length === 0 ? NOTHING : { type: 'sequence', parts };
}

function readQuantified(source: Source, depth: number): Expression {
  const part = readAtom(source, depth);
  const range = readQuantifier(source);
  if (!range) return part;
  take(source, '?'); // Laziness decides which match is found, not whether there is one.
  return { type: 'repeat', part, minimum: range[0], maximum: range[1] };
}

function readAtom(source: Source, depth: number): Expression {
  const char = source.chars[source.at++] ?? '';
  switch (char) {
    case '^':
      return { type: 'start' };
    case '$':
      return { type: 'end' };
    case '.':
      return { type: 'one-of', set: ANY_BUT_LINE_ENDS };
    case '(':
      return readGroup(source, depth);
    case '[':
      return { type: 'one-of', set: readClass(source) };
    case '\\':
      return { type: 'one-of', set: readEscape(source).set };
    case '{':
    case '*':
    case '+':
    case '?':
      throw new UnsupportedPattern(`has a '${char}' that follows nothing`);
    default:
      return { type: 'one-of', set: codePoint(char.codePointAt(0) ?? 0) };
  }
}

function readGroup(source: Source, depth: number): Expression {
  if (take(source, '?')) {
    if (take(source, '<')) readGroupName(source);
    else if (!take(source, ':')) throw new UnsupportedPattern('looks ahead or sets flags');
  }
  const group = readChoice(source, depth + 1);
  if (!take(source, ')')) throw new UnsupportedPattern('is not a regular expression');
  return group;
}

function readGroupName(source: Source): void {
  if ('=!'.includes(source.chars[source.at] ?? '=')) throw new UnsupportedPattern('looks behind');
  const end = source.chars.indexOf('>', source.at);
  if (end < 0) throw new UnsupportedPattern('is not a regular expression');
  source.at = end + 1;
}

function readQuantifier(source: Source): [number, number] | null {
  if (take(source, '*')) return [0, Infinity];
  if (take(source, '+')) return [1, Infinity];
  if (take(source, '?')) return [0, 1];
  if (source.chars[source.at] !== '{') return null;
  let end = source.at + 1;
  while (/^[\d,]$/.test(source.chars[end] ?? '')) end++;
  const match = /^\{(\d+)(,(\d*))?\}$/.exec(source.chars.slice(source.at, end + 1).join(''));
  if (!match) return null;
  source.at = end + 1;
  const minimum = Number(match[1]);
  if (match[2] === undefined) return [minimum, minimum];
  return [minimum, match[3] === '' ? Infinity : Number(match[3])];
}

function readClass(source: Source): CodePoints {
  const isNegated = take(source, '^');
  const sets: CodePoints[] = [];
  while (!take(source, ']')) {
    if (source.at >= source.chars.length) throw new UnsupportedPattern('is not a regular expression');
    const first = readClassMember(source);
    const isRange = source.chars[source.at] === '-' && source.chars[source.at + 1] !== ']' && !first.isClass;
    if (!isRange) {
      sets.push(first.set);
      continue;
    }
    source.at++;
    const last = readClassMember(source);
    if (last.isClass) sets.push(first.set, codePoint(0x2d), last.set);
    else sets.push(codePointRange(first.set[0]?.low ?? 0, last.set[0]?.high ?? 0));
  }
  const set = unionOf(sets);
  return isNegated ? complementOf(set) : set;
}

function readClassMember(source: Source): { set: CodePoints; isClass: boolean } {
  const char = source.chars[source.at++] ?? '';
  if (char !== '\\') return { set: codePoint(char.codePointAt(0) ?? 0), isClass: false };
  if (take(source, 'b')) return { set: codePoint(8), isClass: false };
  return readEscape(source);
}

function take(source: Source, char: string): boolean {
  if (source.chars[source.at] !== char) return false;
  source.at++;
  return true;
}
