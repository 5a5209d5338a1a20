/** Positions may be as large as this; with ranks below 2 ** 21 the keys stay exact integers. */
const POSITIONS = 2 ** 32;

/** A binary heap of (rank, position), lowest rank first, leftmost first among equals. One number holds both. */
export class PairHeap {
  readonly #keys: number[] = [];

  push(rank: number, position: number): void {
    const keys = this.#keys;
    const key = rank * POSITIONS + position;
    let index = keys.push(key) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const parentKey = keys[parent] ?? 0;
      if (parentKey <= key) break;
      keys[index] = parentKey;
      index = parent;
    }
    keys[index] = key;
  }

  /** Takes out the first pair, or nothing if there is none. */
  pop(): { rank: number; position: number } | undefined {
    const keys = this.#keys;
    const first = keys[0];
    const last = keys.pop();
    if (first === undefined || last === undefined) return undefined;
    if (keys.length > 0) this.#sink(last);
    const rank = Math.floor(first / POSITIONS);
    return { rank, position: first - rank * POSITIONS };
  }

  /** Puts a key in the root's place and lets it sink to where it belongs. */
  #sink(key: number): void {
    const keys = this.#keys;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= keys.length) break;
      if (child + 1 < keys.length && (keys[child + 1] ?? 0) < (keys[child] ?? 0)) child += 1;
      const childKey = keys[child] ?? 0;
      if (childKey >= key) break;
      keys[index] = childKey;
      index = child;
    }
    keys[index] = key;
  }
}
