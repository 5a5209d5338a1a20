import type { GrammarSequence } from './grammar.js';

type Rules = ReadonlyMap<string, readonly GrammarSequence[]>;

/**
 * The rules that can generate a finite text and that `root` leads to, with only those alternatives that can.
 * A repetition of nothing that may happen zero times does so.
 */
export function productiveRules(rules: Rules): Map<string, readonly GrammarSequence[]> {
  const productive = productiveNames(rules);
  const kept = new Map<string, readonly GrammarSequence[]>();
  const waiting = productive.has('root') ? ['root'] : [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (kept.has(name)) continue;
    const sequences = (rules.get(name) ?? [])
      .filter((sequence) => needs(sequence).every((needed) => productive.has(needed)))
      .map((sequence) => sequence.filter((symbol) => symbol.type !== 'rule' || productive.has(symbol.name)));
    kept.set(name, sequences);
    for (const symbol of sequences.flat()) if (symbol.type === 'rule') waiting.push(symbol.name);
  }
  return kept;
}

/** Looks at a sequence again only when one of the rules it needs has turned out productive. */
function productiveNames(rules: Rules): Set<string> {
  const productive = new Set<string>();
  const waitsFor = new Map<string, { name: string; missing: Set<string> }[]>();
  const found: string[] = [];
  const foundProductive = (name: string): void => {
    if (productive.has(name)) return;
    productive.add(name);
    found.push(name);
  };
  for (const [name, sequences] of rules) {
    for (const sequence of sequences) {
      const missing = new Set(needs(sequence));
      if (missing.size === 0) foundProductive(name);
      for (const needed of missing) {
        const waiting = waitsFor.get(needed) ?? [];
        waiting.push({ name, missing });
        waitsFor.set(needed, waiting);
      }
    }
  }
  for (let name = found.pop(); name !== undefined; name = found.pop()) {
    for (const waiting of waitsFor.get(name) ?? []) {
      waiting.missing.delete(name);
      if (waiting.missing.size === 0) foundProductive(waiting.name);
    }
  }
  return productive;
}

function needs(sequence: GrammarSequence): string[] {
  return sequence.flatMap((symbol) => (symbol.type === 'rule' && symbol.minimum > 0 ? [symbol.name] : []));
}
