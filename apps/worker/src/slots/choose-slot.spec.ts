import { describe, expect, it } from '@jest/globals';
import { type SlotCandidate, chooseSlot, commonPrefixLength } from './choose-slot.js';

/** A slot that read `prompt` and went on with `generated`. */
function slot(
  prompt: readonly number[],
  lastUsedMs: number,
  { generated = [], adapter = null, isSpared = false }: Partial<SlotCandidate & { generated: readonly number[] }> = {},
): SlotCandidate {
  return { cachedTokens: [...prompt, ...generated], promptTokens: prompt.length, adapter, lastUsedMs, isSpared };
}

const unused = slot([], 0);

describe('choosing a slot', () => {
  it('takes the one that holds the turn before, however recently it was used and whatever it thought', () => {
    const own = slot([1, 2, 3], 99, { generated: [7, 7, 7, 7, 7, 7, 7, 7] });
    expect(chooseSlot([unused, slot([1, 9], 1), own], [1, 2, 3, 4, 5], null)).toBe(own);
  });

  it('takes the latest of several turns before', () => {
    const [earlier, later] = [slot([1, 2], 1), slot([1, 2, 3, 4], 2)];
    expect(chooseSlot([earlier, later], [1, 2, 3, 4, 5], null)).toBe(later);
  });

  it('leaves alone a conversation that only begins alike, while a slot is unused', () => {
    expect(chooseSlot([slot([1, 2, 3, 4, 5], 1), unused], [1, 2, 3, 4, 6], null)).toBe(unused);
  });

  it('takes a conversation that was changed near its end for the same one when every slot is used', () => {
    const changed = slot([1, 2, 3, 4, 5, 6], 99);
    expect(chooseSlot([slot([8], 1), changed], [1, 2, 3, 4, 5, 9], null)).toBe(changed);
  });

  it('gives up the one that was used least recently rather than a fresh one that begins alike', () => {
    const fresh = slot([1, 2, 3, 4, 5, 6], 99);
    const old = slot([8, 8, 8, 8, 8, 8], 1);
    expect(chooseSlot([fresh, old], [1, 2, 3, 9, 9, 9], null)).toBe(old);
    expect(chooseSlot([], [1], null)).toBeNull();
  });

  it('takes no state of another adapter for a prefix', () => {
    const other = slot([1, 2, 3], 9, { adapter: 'law' });
    const plain = slot([7], 5);
    expect(chooseSlot([other, plain], [1, 2, 3, 4], null)).toBe(plain);
    expect(chooseSlot([other, plain], [1, 2, 3, 4], 'law')).toBe(other);
  });

  it('misses nothing of a prompt that was never read to its end', () => {
    const halfRead = { cachedTokens: [1, 2], promptTokens: 500, adapter: null, lastUsedMs: 9, isSpared: false };
    expect(chooseSlot([unused, halfRead], [1, 2, 3], null)).toBe(halfRead);
  });

  it('gives a preempted generation its own slot back, and nobody else while another one is free', () => {
    const own = slot([1, 2, 3, 4, 5, 6, 7, 8], 1, { generated: [9, 9], isSpared: true });
    const other = slot([7], 99);
    expect(chooseSlot([other, own], [1, 2, 3, 4, 5, 6, 7, 8, 9, 9], null)).toBe(own);
    expect(chooseSlot([other, own], [1, 2, 3, 4, 5, 6, 7, 8, 5], null)).toBe(other);
    expect(chooseSlot([other, own], [1, 2, 3, 4, 5, 6, 7, 8, 9, 5], null)).toBe(other);
    expect(chooseSlot([other, own], [8], null)).toBe(other);
    expect(chooseSlot([own], [8], null)).toBe(own);
  });

  it('measures prefixes of any shape', () => {
    expect(commonPrefixLength([], [1])).toBe(0);
    expect(commonPrefixLength([1, 2, 3], [1, 2])).toBe(2);
    expect(commonPrefixLength([2], [1])).toBe(0);
  });
});
