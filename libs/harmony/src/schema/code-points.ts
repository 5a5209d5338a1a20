/** Code points from `low` to `high`, both included. */
export interface CodePointRange {
  readonly low: number;
  readonly high: number;
}

/** A set of code points: ranges in ascending order that neither overlap nor touch. */
export type CodePoints = readonly CodePointRange[];

const LAST = 0x10ffff;

export const ANY_CODE_POINT: CodePoints = [{ low: 0, high: LAST }];

/** What JSON may hold unescaped between quotes. Surrogates are no characters, so they are not in it. */
export const UNESCAPED: CodePoints = [
  { low: 0x20, high: 0x21 },
  { low: 0x23, high: 0x5b },
  { low: 0x5d, high: 0xd7ff },
  { low: 0xe000, high: LAST },
];

export function codePointsOf(text: string): CodePoints {
  return unionOf([...text].map((char) => codePoint(char.codePointAt(0) ?? 0)));
}

export function codePoint(point: number): CodePoints {
  return [{ low: point, high: point }];
}

export function codePointRange(low: number, high: number): CodePoints {
  return [{ low, high }];
}

export function unionOf(sets: readonly CodePoints[]): CodePoints {
  const sorted = sets.flat().sort((one, other) => one.low - other.low);
  const merged: { low: number; high: number }[] = [];
  for (const { low, high } of sorted) {
    const last = merged.at(-1);
    if (last && low <= last.high + 1) last.high = Math.max(last.high, high);
    else merged.push({ low, high });
  }
  return merged;
}

export function complementOf(set: CodePoints): CodePoints {
  const rest: CodePointRange[] = [];
  let next = 0;
  for (const { low, high } of set) {
    if (low > next) rest.push({ low: next, high: low - 1 });
    next = high + 1;
  }
  if (next <= LAST) rest.push({ low: next, high: LAST });
  return rest;
}

export function intersectionOf(one: CodePoints, other: CodePoints): CodePoints {
  const common: CodePointRange[] = [];
  let [inOne, inOther] = [0, 0];
  for (;;) {
    const [left, right] = [one[inOne], other[inOther]];
    if (!left || !right) return common;
    const low = Math.max(left.low, right.low);
    const high = Math.min(left.high, right.high);
    if (low <= high) common.push({ low, high });
    if (left.high <= right.high) inOne++;
    else inOther++;
  }
}
