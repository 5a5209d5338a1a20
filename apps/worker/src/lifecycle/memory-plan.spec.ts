import { describe, expect, it } from '@jest/globals';
import { planKv } from './memory-plan.js';

const GPT_OSS_20B = {
  layers: 24,
  keyValueHeads: 8,
  headLength: 64,
  windowTokens: 128,
  trainedContextTokens: 131_072,
};
const GPT_OSS_120B = { ...GPT_OSS_20B, layers: 36 };
const OPTIONS = { contextTokens: 16_384, batchTokens: 512, kvType: 'f16', fullWindowCache: true } as const;

describe('the memory of a context', () => {
  it('is 49 kB a token for gpt-oss-20b and 74 kB for gpt-oss-120b with the full window cache', () => {
    expect(planKv(GPT_OSS_20B, OPTIONS).kvBytesPerToken).toBe(49_152);
    expect(planKv(GPT_OSS_120B, OPTIONS).kvBytesPerToken).toBe(73_728);
    expect(planKv(GPT_OSS_20B, OPTIONS).kvBytesPerSlot).toBe(49_152 * 16_384);
  });

  it('is half of that with windows, which take the same for any context', () => {
    const narrow = planKv(GPT_OSS_20B, { ...OPTIONS, fullWindowCache: false });
    expect(narrow.kvBytesPerToken).toBe(24_576);
    expect(narrow.windowBytesPerSlot).toBe(12 * 2_048 * (128 + 512));
    const longer = planKv(GPT_OSS_20B, { ...OPTIONS, fullWindowCache: false, contextTokens: 131_072 });
    expect(longer.windowBytesPerSlot).toBe(narrow.windowBytesPerSlot);
  });

  it('is about half with keys and values in eight bits', () => {
    const { kvBytesPerToken } = planKv(GPT_OSS_20B, { ...OPTIONS, kvType: 'q8_0' });
    expect(kvBytesPerToken / 49_152).toBeCloseTo(34 / 64, 6);
  });
});
