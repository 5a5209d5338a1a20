import { describe, expect, it } from '@jest/globals';
import type { WorkerPresence } from '#ledger';
import { collectFacts } from './model-directory.js';

function worker(overrides: Partial<WorkerPresence>): WorkerPresence {
  return {
    workerId: 'w',
    model: 'm',
    vocabularyHash: 'v1',
    contextTokens: 4_000,
    slots: 8,
    busySlots: 0,
    state: 'ready',
    startedAtMs: 5_000,
    ...overrides,
  };
}

describe('what workers say together about models', () => {
  it('sums slots and promises the context that every one of them can hold', () => {
    const workers = [worker({ contextTokens: 4_000 }), worker({ contextTokens: 2_000, slots: 4, startedAtMs: 3_000 })];
    expect(collectFacts(workers, workers).get('m')).toEqual({
      name: 'm',
      vocabularyHash: 'v1',
      contextTokens: 2_000,
      readyWorkers: 2,
      slots: 12,
      createdSeconds: 3,
    });
  });

  it('keeps knowing a model whose workers are gone, without any that is ready', () => {
    const gone = worker({ state: 'gone' });
    expect(collectFacts([gone], [gone]).get('m')).toMatchObject({ readyWorkers: 0, slots: 0, contextTokens: 4_000 });
    expect(collectFacts([worker({})], []).get('m')?.readyWorkers).toBe(0);
    expect(collectFacts([], []).size).toBe(0);
  });

  it('goes by the vocabulary of the newest worker in a rolling upgrade', () => {
    const workers = [worker({ contextTokens: 100 }), worker({ vocabularyHash: 'v2', startedAtMs: 9_000 })];
    expect(collectFacts(workers, workers).get('m')).toMatchObject({ vocabularyHash: 'v2', contextTokens: 4_000 });
  });
});
