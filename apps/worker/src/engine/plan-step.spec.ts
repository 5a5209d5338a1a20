import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PendingRead, nextAdapter, planStep } from './plan-step.js';

const LIMITS = { batchTokens: 100, chunkTokens: 40 };

function read(remaining: number, overrides: Partial<PendingRead> = {}): PendingRead {
  return { remaining, priority: 1, adapter: null, ...overrides };
}

const sizes = (reads: readonly PendingRead[], limits = LIMITS): number[] => {
  const parts = planStep(reads, null, limits);
  return reads.map((one) => parts.find((part) => part.read === one)?.tokens ?? 0);
};

describe('the plan of a step', () => {
  it('gives a prompt the whole batch while no answer is being written, and a chunk while one is', () => {
    expect(sizes([read(5_000)])).toEqual([100]);
    expect(sizes([read(1), read(5_000), read(1)])).toEqual([1, 40, 1]);
  });

  it('lets a short prompt through beside a long one', () => {
    expect(sizes([read(5_000), read(20)])).toEqual([80, 20]);
    expect(sizes([read(5_000), read(20), read(1)])).toEqual([20, 20, 1]);
  });

  it('reads prompts of a more urgent class first', () => {
    expect(sizes([read(5_000, { priority: 3 }), read(5_000), read(1)])).toEqual([0, 40, 1]);
    expect(sizes([read(5_000, { priority: 3 }), read(30)])).toEqual([70, 30]);
  });

  it('never mixes adapters', () => {
    const reads = [read(1, { adapter: 'law' }), read(1)];
    expect(planStep(reads, 'law', LIMITS)).toEqual([{ read: reads[0], tokens: 1 }]);
  });

  it('fits the batch, leaves no room unused while something waits, and starves no answer', () => {
    const anyRead = fc.record({
      remaining: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9_000 })),
      priority: fc.integer({ min: 0, max: 3 }),
      adapter: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(anyRead, { minLength: 1, maxLength: 30 }), (reads) => {
        const parts = planStep(reads, null, { batchTokens: 512, chunkTokens: 64 });
        const total = parts.reduce((sum, { tokens }) => sum + tokens, 0);
        expect(total).toBeGreaterThan(0);
        expect(total).toBeLessThanOrEqual(512);
        for (const { read: planned, tokens } of parts) expect(tokens).toBeLessThanOrEqual(planned.remaining);
        const answers = reads.filter(({ remaining }) => remaining <= 16);
        expect(parts.filter((part) => answers.includes(part.read)).map(({ tokens }) => tokens)).toEqual(
          answers.map(({ remaining }) => remaining),
        );
        const wanted = reads.reduce((sum, { remaining }) => sum + remaining, 0);
        const small = answers.reduce((sum, { remaining }) => sum + remaining, 0);
        expect(total).toBe(Math.min(wanted, answers.length > 0 ? small + Math.min(64, 512 - small) : 512));
      }),
    );
  });
});

describe('the turn of an adapter', () => {
  it('goes round among those that have something to read', () => {
    const reads = [read(1), read(1, { adapter: 'a' }), read(1, { adapter: 'b' })];
    expect(nextAdapter(reads, null)).toBe('a');
    expect(nextAdapter(reads, 'a')).toBe('b');
    expect(nextAdapter(reads, 'b')).toBeNull();
    expect(nextAdapter([read(1)], null)).toBeNull();
    expect(nextAdapter([read(1, { adapter: 'a' })], 'a')).toBe('a');
  });

  it('comes for every one, however the names are written', () => {
    const adapters = ['a', 'B', null, 'lora-x', 'Lora-Y'];
    const reads = adapters.map((adapter) => read(1, { adapter }));
    let last: string | null = null;
    const turns = adapters.map(() => (last = nextAdapter(reads, last)));
    expect(new Set(turns)).toEqual(new Set(adapters));
  });
});
