/**
 * The seed to draw with after the rewind that this command asked for: another one than before, so that an answer that goes
 * on from the same place without new text does not draw the same tokens again, and the same on every worker. Mixed as in
 * MurmurHash3 (Austin Appleby, public domain): 32 bits of the seed, then the number as a block.
 */
export function rewoundSeed(requestSeed: number, command: number): number {
  let block = Math.imul(command, 0xcc9e2d51);
  block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
  let mixed = requestSeed ^ block;
  mixed = Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
