import { describe, expect, it } from '@jest/globals';
import { chooseSlot, commonPrefixLength } from './choose-slot.js';

describe('choosing a slot', () => {
  it('takes the longest common prefix, however recently the slot was used', () => {
    const short = { adapter: null, cachedTokens: [1, 2], lastUsedMs: 1 };
    const long = { adapter: null, cachedTokens: [1, 2, 3, 9], lastUsedMs: 99 };
    expect(chooseSlot([short, long], [1, 2, 3, 4], null)).toBe(long);
  });

  it('takes the least recently used among equals', () => {
    const recent = { adapter: null, cachedTokens: [7], lastUsedMs: 50 };
    const old = { adapter: null, cachedTokens: [8], lastUsedMs: 10 };
    const unused = { adapter: null, cachedTokens: [], lastUsedMs: 0 };
    expect(chooseSlot([recent, old], [1], null)).toBe(old);
    expect(chooseSlot([recent, old, unused], [1], null)).toBe(unused);
    expect(chooseSlot([], [1], null)).toBeNull();
  });

  it('takes no state of another adapter for a prefix', () => {
    const other = { adapter: 'law', cachedTokens: [1, 2, 3], lastUsedMs: 9 };
    const unused = { adapter: null, cachedTokens: [], lastUsedMs: 5 };
    expect(chooseSlot([other, unused], [1, 2, 3, 4], null)).toBe(unused);
    expect(chooseSlot([other, unused], [1, 2, 3, 4], 'law')).toBe(other);
  });

  it('measures prefixes of any shape', () => {
    expect(commonPrefixLength([], [1])).toBe(0);
    expect(commonPrefixLength([1, 2, 3], [1, 2])).toBe(2);
    expect(commonPrefixLength([2], [1])).toBe(0);
  });
});
