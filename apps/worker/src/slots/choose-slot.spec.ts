import { describe, expect, it } from '@jest/globals';
import { chooseSlot, commonPrefixLength } from './choose-slot.js';

describe('choosing a slot', () => {
  it('takes the longest common prefix, however recently the slot was used', () => {
    const short = { cachedTokens: [1, 2], lastUsedMs: 1 };
    const long = { cachedTokens: [1, 2, 3, 9], lastUsedMs: 99 };
    expect(chooseSlot([short, long], [1, 2, 3, 4])).toBe(long);
  });

  it('takes the least recently used among equals', () => {
    const recent = { cachedTokens: [7], lastUsedMs: 50 };
    const old = { cachedTokens: [8], lastUsedMs: 10 };
    const unused = { cachedTokens: [], lastUsedMs: 0 };
    expect(chooseSlot([recent, old], [1])).toBe(old);
    expect(chooseSlot([recent, old, unused], [1])).toBe(unused);
    expect(chooseSlot([], [1])).toBeNull();
  });

  it('measures prefixes of any shape', () => {
    expect(commonPrefixLength([], [1])).toBe(0);
    expect(commonPrefixLength([1, 2, 3], [1, 2])).toBe(2);
    expect(commonPrefixLength([2], [1])).toBe(0);
  });
});
