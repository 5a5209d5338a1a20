import type { Alternative, TextAlternative } from './alternative.js';
import type { Effort } from './effort.js';
import { ANY_TEXT, intersect, unite, withLength } from './machine-algebra.js';
import type { Machine } from './machine.js';
import { minimize } from './minimize.js';
import { trieOf } from './trie.js';

/** All texts that satisfy the patterns and the lengths, with the fewest states. */
export function textMachine({ minimum, maximum, machines }: TextAlternative, effort: Effort): Machine {
  const [first = ANY_TEXT, ...others] = machines.values();
  const isFree = minimum === 0 && maximum === Infinity;
  if (others.length === 0 && isFree) return first;
  const both = others.reduce((all, machine) => intersect(all, machine, effort), first);
  return minimize(isFree ? both : withLength(both, minimum, maximum, effort), effort);
}

/** All texts among what the alternatives allow; `null` if that is every text. */
export function textsOf(alternatives: readonly Alternative[], effort: Effort): Machine | null {
  let all: Machine = { states: [] };
  for (const alternative of alternatives) {
    if (alternative.type === 'text') {
      const { minimum, maximum, machines } = alternative;
      if (minimum === 0 && maximum === Infinity && machines.size === 0) return null;
      all = unite(all, textMachine(alternative, effort), effort);
    }
    if (alternative.type === 'literals') {
      const texts = alternative.values.filter((value) => typeof value === 'string');
      if (texts.length > 0) all = unite(all, trieOf(texts, effort), effort);
    }
  }
  return minimize(all, effort);
}
