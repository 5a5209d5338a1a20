import { codePointRange, codePointsOf, unionOf, UNESCAPED } from './code-points.js';
import { text, type Grammar, type GrammarSequence, type GrammarSymbol, type RuleReference } from './grammar.js';

const DIGIT: GrammarSymbol = { type: 'one-of', set: codePointRange(0x30, 0x39) };
const HEX: GrammarSymbol = { type: 'one-of', set: codePointsOf('0123456789abcdefABCDEF') };
const INDENT: GrammarSymbol = { type: 'one-of', set: codePointsOf(' \t') };
const DEEPEST_INDENT = 32;
/** Digits before the point, after it, and of the exponent: more is noise to a double, or no double at all. */
const MOST_DIGITS = 16;

/** At most one space, or a line end with some indentation: a model cannot lose itself in white space. */
export function space(grammar: Grammar): RuleReference {
  return grammar.sharedRule('space', 'space', () => {
    const indent = grammar.sharedRule('indent', 'indent', () => [[INDENT]]);
    return [[], [text(' ')], [text('\n'), ...grammar.repeated(indent, 0, DEEPEST_INDENT)]];
  });
}

/** One character of a string, as itself or escaped in any way that JSON knows. Never half of a surrogate pair. */
export function character(grammar: Grammar): RuleReference {
  return grammar.sharedRule('character', 'character', () => [
    [{ type: 'one-of', set: UNESCAPED }],
    [text('\\'), { type: 'one-of', set: codePointsOf('"\\/bfnrt') }],
    [text('\\u'), { type: 'one-of', set: codePointsOf('0123456789abcefABCEF') }, HEX, HEX, HEX],
    [text('\\u'), ...firstHex('dD'), { type: 'one-of', set: codePointRange(0x30, 0x37) }, HEX, HEX],
    [
      text('\\u'),
      ...firstHex('dD'),
      ...firstHex('89abAB'),
      HEX,
      HEX,
      text('\\u'),
      ...firstHex('dD'),
      ...firstHex('cdefCDEF'),
      HEX,
      HEX,
    ],
  ]);
}

/** Any string from `minimum` to `maximum` code points, quotes included. */
export function freeString(grammar: Grammar, minimum: number, maximum: number): RuleReference {
  return grammar.sharedRule(`string ${minimum} ${maximum}`, 'string', () => [
    [text('"'), ...grammar.repeated(character(grammar), minimum, maximum), text('"')],
  ]);
}

export function freeInteger(grammar: Grammar): RuleReference {
  return grammar.sharedRule('integer', 'integer', () => {
    const natural = naturalNumber(grammar);
    return [[natural], [text('-'), natural]];
  });
}

export function freeNumber(grammar: Grammar): RuleReference {
  return grammar.sharedRule('number', 'number', () => {
    const digit = grammar.sharedRule('digit', 'digit', () => [[DIGIT]]);
    const fraction = grammar.sharedRule('fraction', 'fraction', () => [
      [],
      [text('.'), ...grammar.repeated(digit, 1, MOST_DIGITS)],
    ]);
    const sign: GrammarSymbol = { type: 'one-of', set: codePointsOf('+-') };
    const e: GrammarSymbol = { type: 'one-of', set: codePointsOf('eE') };
    const exponent = grammar.sharedRule('exponent', 'exponent', () => [
      [],
      [e, ...grammar.repeated(digit, 1, 2)],
      [e, sign, ...grammar.repeated(digit, 1, 2)],
    ]);
    return [[freeInteger(grammar), fraction, exponent]];
  });
}

function naturalNumber(grammar: Grammar): RuleReference {
  return grammar.sharedRule('natural', 'natural', () => {
    const digit = grammar.sharedRule('digit', 'digit', () => [[DIGIT]]);
    const first: GrammarSequence = [{ type: 'one-of', set: unionOf([codePointRange(0x31, 0x39)]) }];
    return [[text('0')], [...first, ...grammar.repeated(digit, 0, MOST_DIGITS - 1)]];
  });
}

function firstHex(digits: string): GrammarSequence {
  return [{ type: 'one-of', set: codePointsOf(digits) }];
}
