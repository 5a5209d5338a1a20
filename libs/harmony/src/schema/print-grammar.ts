import type { CodePoints } from './code-points.js';
import type { GrammarSequence, GrammarSymbol } from './grammar.js';

/** A rule as a line of GBNF. */
export function printedRule(name: string, sequences: readonly GrammarSequence[]): string {
  return `${name} ::= ${sequences.map(printedSequence).join(' | ')}\n`;
}

function printedSequence(sequence: GrammarSequence): string {
  if (sequence.length === 0) return '""';
  return withLiteralsJoined(sequence).map(printedSymbol).join(' ');
}

/** Neighbouring literals as one, a set of one character being a literal too. */
function withLiteralsJoined(sequence: GrammarSequence): GrammarSymbol[] {
  const joined: GrammarSymbol[] = [];
  for (const symbol of sequence) {
    const literal = literalOf(symbol);
    const last = joined.at(-1);
    if (literal === null) joined.push(symbol);
    else if (last?.type === 'text') joined[joined.length - 1] = { type: 'text', text: last.text + literal };
    else joined.push({ type: 'text', text: literal });
  }
  return joined;
}

function literalOf(symbol: GrammarSymbol): string | null {
  if (symbol.type === 'text') return symbol.text;
  const [range] = symbol.type === 'one-of' ? symbol.set : [];
  const isSingle = symbol.type === 'one-of' && symbol.set.length === 1 && range?.low === range?.high;
  return isSingle && range ? String.fromCodePoint(range.low) : null;
}

function printedSymbol(symbol: GrammarSymbol): string {
  switch (symbol.type) {
    case 'text':
      return `"${[...symbol.text].map(printedCharacter).join('')}"`;
    case 'one-of':
      return printedSet(symbol.set);
    case 'rule':
      return symbol.name + printedTimes(symbol.minimum, symbol.maximum);
  }
}

function printedTimes(minimum: number, maximum: number): string {
  if (minimum === 1 && maximum === 1) return '';
  if (maximum === Infinity) return minimum === 0 ? '*' : `{${minimum},}`;
  return minimum === maximum ? `{${minimum}}` : `{${minimum},${maximum}}`;
}

function printedSet(set: CodePoints): string {
  const ranges = set.map(({ low, high }) => {
    const first = printedCharacter(String.fromCodePoint(low));
    return low === high ? first : `${first}-${printedCharacter(String.fromCodePoint(high))}`;
  });
  return `[${ranges.join('')}]`;
}

/** By itself where that cannot be misread, else by number. */
function printedCharacter(char: string): string {
  if (/^[\w :;,./{}()+=*@%&!?<>|~#']$/.test(char)) return char;
  if (char === '"' || char === '\\') return `\\${char}`;
  const point = char.codePointAt(0) ?? 0;
  const number = point.toString(16).toUpperCase();
  if (point <= 0xff) return `\\x${number.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${number.padStart(4, '0')}` : `\\U${number.padStart(8, '0')}`;
}
