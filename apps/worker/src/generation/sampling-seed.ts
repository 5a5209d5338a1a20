import { createHash } from 'node:crypto';

/**
 * The seed for drawing from position `position` on. At the start it is the request's own; a generation that is continued
 * elsewhere draws from a seed that derives from it, so that it does not repeat the draws of its beginning.
 */
export function samplingSeed(requestSeed: number, position: number): number {
  if (position === 0) return requestSeed;
  return createHash('sha256').update(`${requestSeed}/${position}`).digest().readUInt32LE(0);
}
