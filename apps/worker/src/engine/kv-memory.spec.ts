import { describe, expect, it } from '@jest/globals';
import { planKv, requireRoom } from './kv-memory.js';

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
    expect(narrow.windowBytesPerSlot).toBe(12 * 2_048 * 768);
    const longer = planKv(GPT_OSS_20B, { ...OPTIONS, fullWindowCache: false, contextTokens: 131_072 });
    expect(longer.windowBytesPerSlot).toBe(narrow.windowBytesPerSlot);
  });

  it('is about half with keys and values in eight bits', () => {
    const { kvBytesPerToken } = planKv(GPT_OSS_20B, { ...OPTIONS, kvType: 'q8_0' });
    expect(kvBytesPerToken / 49_152).toBeCloseTo(34 / 64, 6);
  });
});

describe('a context that was asked for', () => {
  const asked = { ...OPTIONS, slots: 8 };
  const neededBytes = 8 * 49_152 * 16_384;

  it('is refused with the numbers when it does not fit where its layers live', () => {
    const little = { memoryBytes: 1e9, gpuBytes: 24e9, gpuShare: 1 };
    expect(() => requireRoom(GPT_OSS_20B, asked, little)).not.toThrow();
    expect(() => requireRoom(GPT_OSS_20B, asked, { ...little, gpuBytes: neededBytes - 1 })).toThrow(
      '8 slots of 16384 tokens take 6.4 GB of GPU memory for keys and values, and 6.4 GB are free',
    );
    expect(() => requireRoom(GPT_OSS_20B, asked, { ...little, gpuShare: 0.5 })).toThrow(
      'take 3.2 GB of memory for keys and values, and 1.0 GB are free: lower WORKER_SLOTS',
    );
  });

  it('is not judged where llama.cpp chooses it by what fits', () => {
    const nothing = { memoryBytes: 0, gpuBytes: 0, gpuShare: 0 };
    expect(() => requireRoom(GPT_OSS_20B, { ...asked, contextTokens: 'auto' }, nothing)).not.toThrow();
  });
});
