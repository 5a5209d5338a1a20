import type { Json } from '#protocol';
import type { LiteralAlternative } from './alternative.js';
import { text, type Grammar, type GrammarSequence } from './grammar.js';
import type { GrammarWriter } from './grammar-writer.js';
import { space } from './json-rules.js';
import { trieOf } from './trie.js';
import { asThemselves, writeMachine } from './write-machine.js';

/** Each value spelled in one way only; white space stands where it stands in any object or array. */
export function writeLiterals(
  { values }: LiteralAlternative,
  { grammar, reader }: GrammarWriter,
): readonly GrammarSequence[] {
  const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null;
  const compound = values.filter((value) => !isScalar(value)).map((value) => writeValue(value, grammar));
  const scalars = [...new Set(values.filter(isScalar).map((value) => JSON.stringify(value)))];
  if (scalars.length < 2) return [...scalars.map((scalar) => [text(scalar)]), ...compound];
  return [[writeMachine(trieOf(scalars, reader.effort), grammar, asThemselves, [])], ...compound];
}

function writeValue(value: Json, grammar: Grammar): GrammarSequence {
  if (Array.isArray(value)) {
    return bracketed(
      '[',
      ']',
      value.map((item) => writeValue(item, grammar)),
      grammar,
    );
  }
  if (typeof value !== 'object' || value === null) return [text(JSON.stringify(value))];
  const entries = Object.entries(value).map(([name, property]) => [
    text(`${JSON.stringify(name)}:`),
    space(grammar),
    ...writeValue(property, grammar),
  ]);
  return bracketed('{', '}', entries, grammar);
}

function bracketed(open: string, close: string, parts: readonly GrammarSequence[], grammar: Grammar): GrammarSequence {
  const inner = parts.flatMap((part, index) => (index === 0 ? part : [text(','), space(grammar), ...part]));
  return [text(open), space(grammar), ...inner, ...(parts.length > 0 ? [space(grammar)] : []), text(close)];
}
