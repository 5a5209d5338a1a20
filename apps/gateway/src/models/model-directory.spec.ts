import { describe, expect, it } from '@jest/globals';
import type { ModelPresence, WorkerPresence } from '#ledger';
import { collectFacts } from './model-directory.js';

const model: ModelPresence = {
  model: 'm',
  vocabularyHash: 'v1',
  contextTokens: 4_000,
  adapters: [],
  startedAtMs: 5_000,
};

function worker(overrides: Partial<WorkerPresence> = {}): WorkerPresence {
  return { ...model, workerId: 'w', slots: 8, busySlots: 0, state: 'ready', ...overrides };
}

describe('what models and workers say together', () => {
  it('sums slots and promises the context that every worker can hold', () => {
    const workers = [worker(), worker({ contextTokens: 2_000, slots: 4, startedAtMs: 3_000 })];
    expect(collectFacts([model], workers).get('m')).toEqual({
      name: 'm',
      baseModel: 'm',
      adapter: null,
      vocabularyHash: 'v1',
      contextTokens: 2_000,
      readyWorkers: 2,
      slots: 12,
      createdSeconds: 5,
    });
  });

  it('keeps knowing a model whose workers are gone, without any that is ready', () => {
    expect(collectFacts([model], []).get('m')).toMatchObject({ readyWorkers: 0, slots: 0, contextTokens: 4_000 });
    expect(collectFacts([model], [worker({ state: 'gone' })]).get('m')?.readyWorkers).toBe(0);
    expect(collectFacts([], [worker()]).size).toBe(0);
  });

  it('goes by the vocabulary of the newest worker in a rolling upgrade', () => {
    const workers = [worker({ contextTokens: 100 }), worker({ vocabularyHash: 'v2', startedAtMs: 9_000 })];
    expect(collectFacts([model], workers).get('m')).toMatchObject({ vocabularyHash: 'v2', contextTokens: 4_000 });
  });

  it('serves every adapter that a worker has as a model of its own, by the workers that have it', () => {
    const facts = collectFacts([model], [worker({ adapters: ['law'] }), worker({ slots: 4 })]);
    expect([...facts.keys()]).toEqual(['m', 'm:law']);
    expect(facts.get('m')).toMatchObject({ adapter: null, slots: 12 });
    expect(facts.get('m:law')).toMatchObject({ baseModel: 'm', adapter: 'law', readyWorkers: 1, slots: 8 });
  });
});
