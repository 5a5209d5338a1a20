import { describe, expect, it } from '@jest/globals';
import { deriveId, newGenerationId } from './index.js';

describe('generation ids', () => {
  it('sort by the time they were made', () => {
    const ids = [1, 2, 1_000, 1_700_000_000_000].map((nowMs) => newGenerationId(nowMs));
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^gen_[0-9a-z]{26}$/);
  });

  it('derive the same part ids on every replay, and different ones for different parts', () => {
    const id = newGenerationId();
    expect(deriveId('call', id, 2)).toBe(deriveId('call', id, 2));
    expect(deriveId('call', id, 2)).not.toBe(deriveId('call', id, 3));
    expect(deriveId('call', id, 2)).not.toBe(deriveId('call', newGenerationId(), 2));
    expect(deriveId('call', id, 2)).toMatch(/^call_[0-9a-z]{24}$/);
  });
});
