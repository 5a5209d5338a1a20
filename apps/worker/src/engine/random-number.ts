/**
 * The random number of one place in one answer: from the request's seed and the number of tokens generated before it, and
 * from nothing else. So the same request draws the same numbers whoever goes on with it, and wherever it was interrupted.
 * Mixed as in MurmurHash3's finalizer (Austin Appleby, public domain); 32 bits.
 */
export function seedAt(requestSeed: number, position: number): number {
  let mixed = (requestSeed ^ Math.imul(position + 1, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The same as a fraction of 1, 1 itself left out. */
export function fractionAt(requestSeed: number, position: number): number {
  return seedAt(requestSeed, position) / 2 ** 32;
}
