import type { Machine } from './machine.js';

/** Exactly these texts. */
export function trieOf(texts: readonly string[]): Machine {
  const states: { accepts: boolean; children: Map<number, number> }[] = [{ accepts: false, children: new Map() }];
  for (const content of texts) {
    let place = 0;
    for (const char of content) {
      const point = char.codePointAt(0) ?? 0;
      const known = states[place]?.children.get(point);
      const next = known ?? states.push({ accepts: false, children: new Map() }) - 1;
      states[place]?.children.set(point, next);
      place = next;
    }
    const last = states[place];
    if (last) last.accepts = true;
  }
  return {
    states: states.map(({ accepts, children }) => ({
      accepts,
      transitions: [...children]
        .map(([point, target]) => ({ low: point, high: point, target }))
        .sort((one, other) => one.low - other.low),
    })),
  };
}
