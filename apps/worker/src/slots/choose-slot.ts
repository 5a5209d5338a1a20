/** A free slot as the choice sees it. */
export interface SlotCandidate {
  cachedTokens: readonly number[];
  /** What the cached state was computed with; of no use to a prompt with another adapter. */
  adapter: string | null;
  /** When the slot was last given back; 0 if never used. */
  lastUsedMs: number;
}

/**
 * The free slot that saves the most work: the one with the longest common prefix, and among equals the one that was used
 * least recently, so that fresh conversations survive. `null` when there is no candidate.
 */
export function chooseSlot<Slot extends SlotCandidate>(
  candidates: readonly Slot[],
  prompt: readonly number[],
  adapter: string | null,
): Slot | null {
  let best: Slot | null = null;
  let bestPrefix = -1;
  for (const candidate of candidates) {
    const prefix = candidate.adapter === adapter ? commonPrefixLength(candidate.cachedTokens, prompt) : 0;
    const better =
      prefix > bestPrefix || (prefix === bestPrefix && best !== null && candidate.lastUsedMs < best.lastUsedMs);
    if (better) [best, bestPrefix] = [candidate, prefix];
  }
  return best;
}

export function commonPrefixLength(left: readonly number[], right: readonly number[]): number {
  const end = Math.min(left.length, right.length);
  let length = 0;
  while (length < end && left[length] === right[length]) length++;
  return length;
}
