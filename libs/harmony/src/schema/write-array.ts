import { itemDemand, type ArrayAlternative } from './alternative.js';
import { rule, text, type GrammarSequence } from './grammar.js';
import type { GrammarWriter } from './grammar-writer.js';
import { space } from './json-rules.js';

/** Items in their order: those with a schema of their own one by one, all others by a repetition. */
export function writeArray(alternative: ArrayAlternative, writer: GrammarWriter): readonly GrammarSequence[] {
  const { minimum, maximum, clauses } = alternative;
  const { grammar } = writer;
  const white = space(grammar);
  const prefixLength = Math.max(0, ...clauses.map(({ prefix }) => prefix.length));
  const sequences: GrammarSequence[] = minimum === 0 ? [[text('['), white, text(']')]] : [];
  if (maximum === 0) return sequences;
  const item = (index: number) => writer.value(itemDemand(alternative, index, writer.reader.effort));
  const rest = grammar.newName('item');
  grammar.define(rest, [[text(','), white, item(prefixLength)]]);
  const close: GrammarSequence = [white, text(']')];
  // What may follow the first `index` items, from the last place to the first.
  let after = (index: number): GrammarSequence => [
    ...grammar.repeated(rule(rest), Math.max(0, minimum - index), Math.max(0, maximum - index)),
    ...close,
  ];
  for (let index = prefixLength - 1; index > 0; index--) {
    const name = grammar.newName('items');
    const further: GrammarSequence = [text(','), white, item(index), ...after(index + 1)];
    const ways = [...(index < maximum ? [further] : []), ...(index >= minimum ? [close] : [])];
    grammar.define(name, ways);
    after = () => [rule(name)];
  }
  return [...sequences, [text('['), white, item(0), ...after(1)]];
}
