/** A free slot as the choice sees it. */
export interface SlotCandidate {
  cachedTokens: readonly number[];
  /** How many of the cached tokens were its last prompt: what a next turn of that conversation would begin with. */
  promptTokens: number;
  /** What the cached state was computed with; of no use to a prompt with another adapter. */
  adapter: string | null;
  /** When the slot was last given back; 0 if never used. */
  lastUsedMs: number;
  /** Whether all of its state belongs to a preempted generation, which is to come back. */
  isSpared: boolean;
}

/** What a slot would save, and what another conversation would miss if it came back. */
interface Prospect<Slot> {
  slot: Slot;
  savedTokens: number;
  lostTokens: number;
}

/** A slot that shares this many times more than it would lose holds the same conversation, changed near its end. */
const CHANGED_NEAR_ITS_END = 4;

/**
 * The free slot with which the least work is lost, now and later: the one that holds an earlier turn of the same
 * conversation, else the one that was used least recently, so that fresh conversations survive. That another conversation
 * begins alike is no reason to take its slot, since a shared beginning can be copied. A spared slot is only taken by what
 * goes on from the whole of its state, or when no other is free. `null` when there is no candidate.
 */
export function chooseSlot<Slot extends SlotCandidate>(
  candidates: readonly Slot[],
  prompt: readonly number[],
  adapter: string | null,
): Slot | null {
  const prospects = candidates.map((slot) => prospectOf(slot, prompt, adapter));
  const sameConversation = prospects.filter(({ savedTokens, lostTokens }) => savedTokens > 0 && lostTokens === 0);
  const unused = prospects.filter(({ slot }) => slot.cachedTokens.length === 0);
  const unspared = prospects.filter(({ slot }) => !slot.isSpared);
  const changed = unspared.filter(({ savedTokens, lostTokens }) => savedTokens > lostTokens * CHANGED_NEAR_ITS_END);
  const choices = [sameConversation, unused, changed].find((some) => some.length > 0);
  if (choices) return choices.reduce(better).slot;
  const rest = unspared.length > 0 ? unspared : prospects;
  return rest.length === 0 ? null : rest.reduce(olderUsed).slot;
}

export function commonPrefixLength(left: readonly number[], right: readonly number[]): number {
  const end = Math.min(left.length, right.length);
  let length = 0;
  while (length < end && left[length] === right[length]) length++;
  return length;
}

function prospectOf<Slot extends SlotCandidate>(
  slot: Slot,
  prompt: readonly number[],
  adapter: string | null,
): Prospect<Slot> {
  const savedTokens = slot.adapter === adapter ? commonPrefixLength(slot.cachedTokens, prompt) : 0;
  const { cachedTokens } = slot;
  const keptTokens = slot.isSpared ? cachedTokens.length : Math.min(slot.promptTokens, cachedTokens.length);
  return { slot, savedTokens, lostTokens: Math.max(0, keptTokens - savedTokens) };
}

function better<Slot extends SlotCandidate>(left: Prospect<Slot>, right: Prospect<Slot>): Prospect<Slot> {
  if (left.savedTokens !== right.savedTokens) return left.savedTokens > right.savedTokens ? left : right;
  return olderUsed(left, right);
}

function olderUsed<Slot extends SlotCandidate>(left: Prospect<Slot>, right: Prospect<Slot>): Prospect<Slot> {
  return right.slot.lastUsedMs < left.slot.lastUsedMs ? right : left;
}
