import type { RandomBits } from './random-bits.js';

/** Vectors of +1 and -1. */
export type SignCode = Int8Array;

/** How alike two codes may be: the amount of their mean product. Random codes of 64 signs are rarely more alike. */
const MOST_ALIKE = 0.4;
/** The same for the flag, which is added to codes and must not be taken for a part of them. */
const MOST_LIKE_FLAG = 0.1;

const TRIES = 20_000;

/** Two random codes of this length are never that much alike: their mean product has a spread of 1/32. */
const SURELY_DIFFERENT_LENGTH = 1024;

/**
 * A flag, and so many codes that no two are much alike and none is like the flag, all of them random.
 * Throws if the length leaves no room for them.
 */
export function drawSignCodes(
  count: number,
  length: number,
  random: RandomBits,
): { flag: SignCode; codes: SignCode[] } {
  const flag = drawSignCode(length, random);
  const codes: SignCode[] = [];
  let tries = 0;
  while (codes.length < count) {
    const code = drawSignCode(length, random);
    if (likeness(code, flag) <= MOST_LIKE_FLAG && isUnlike(code, codes)) {
      codes.push(code);
      tries = 0;
    } else if (++tries === TRIES) {
      throw new Error(`A width of ${length} leaves no room for ${count} different tokens`);
    }
  }
  return { flag, codes };
}

/** The amount of the mean product: 0 for codes that have nothing in common, 1 for equal or opposite ones. */
export function likeness(left: SignCode, right: SignCode): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return Math.abs(sum) / left.length;
}

function isUnlike(code: SignCode, others: readonly SignCode[]): boolean {
  return code.length >= SURELY_DIFFERENT_LENGTH || others.every((other) => likeness(code, other) <= MOST_ALIKE);
}

function drawSignCode(length: number, random: RandomBits): SignCode {
  return Int8Array.from(random.bytes(length), (byte) => (byte & 128 ? 1 : -1));
}
