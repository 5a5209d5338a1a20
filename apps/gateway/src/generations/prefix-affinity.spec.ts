import { describe, expect, it } from '@jest/globals';
import type { Offer, WorkerPresence } from '#ledger';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { PrefixAffinity } from './prefix-affinity.js';

const generation = sampleGeneration({ adapter: 'law' });
const able: WorkerPresence = {
  workerId: 'worker-a',
  model: generation.model,
  vocabularyHash: generation.vocabularyHash,
  contextTokens: 1_000,
  adapters: ['law'],
  slots: 4,
  busySlots: 4,
  state: 'ready',
  startedAtMs: 0,
};

describe('offering a generation to the worker that holds its prefix', () => {
  it('succeeds when that worker takes it', async () => {
    const { affinity, calls } = scene({ taker: 'worker-a' });
    expect(await affinity.offer(generation, 'worker-a')).toBe(true);
    expect(calls).toEqual(['make worker-a', 'withdraw worker-a', 'hit']);
  });

  it('is enough when another one has taken it meanwhile', async () => {
    const { affinity, calls } = scene({ taker: 'worker-b' });
    expect(await affinity.offer(generation, 'worker-a')).toBe(true);
    expect(calls.at(-1)).toBe('fallback');
  });

  it('is withdrawn before the generation is left to the shared queue', async () => {
    const { affinity, calls } = scene({ taker: null });
    expect(await affinity.offer(generation, 'worker-a')).toBe(false);
    expect(calls).toEqual(['make worker-a', 'withdraw worker-a', 'fallback']);
  });

  it('leaves it to the shared queue when the ledger cannot be reached', async () => {
    const { affinity, calls } = scene({ taker: new Error('away') });
    expect(await affinity.offer(generation, 'worker-a')).toBe(false);
    expect(calls.at(-1)).toBe('fallback');
  });

  it.each<[string, Partial<WorkerPresence> | null]>([
    ['is not known to live', null],
    ['is leaving', { state: 'gone' }],
    ['serves another model by now', { model: 'other' }],
    ['has another vocabulary', { vocabularyHash: 'other' }],
    ['has too little context', { contextTokens: 102 }],
    ['lacks the adapter', { adapters: [] }],
  ])('is not even tried when the worker %s', async (_, difference) => {
    const { affinity, calls } = scene({ worker: difference && { ...able, ...difference } });
    expect(await affinity.offer(generation, 'worker-a')).toBe(false);
    expect(calls).toEqual(['fallback']);
  });

  it('is not tried when nobody holds the prefix', async () => {
    const { affinity, calls } = scene({});
    expect(await affinity.offer(generation, null)).toBe(false);
    expect(calls).toEqual(['none']);
  });

  it('does not happen when it is switched off', async () => {
    const { affinity, calls } = scene({ isOn: false });
    expect(await affinity.offer(generation, 'worker-a')).toBe(false);
    expect(calls).toEqual([]);
  });
});

interface Scene {
  worker?: WorkerPresence | null;
  taker?: string | null | Error;
  isOn?: boolean;
}

function scene({ worker = able, taker = null, isOn = true }: Scene): { affinity: PrefixAffinity; calls: string[] } {
  const calls: string[] = [];
  const noteOffer =
    (what: string) =>
    (workerId: string, { id }: Offer): Promise<void> => {
      calls.push(id === generation.id ? `${what} ${workerId}` : id);
      return Promise.resolve();
    };
  const ledger = {
    affinity: { find: () => Promise.resolve(null) },
    offers: { make: noteOffer('make'), withdraw: noteOffer('withdraw') },
    generations: { takerOf: () => (taker instanceof Error ? Promise.reject(taker) : Promise.resolve(taker)) },
  };
  const metrics = { affinity: (outcome: string) => void calls.push(outcome) };
  const models = { worker: (workerId: string) => (worker?.workerId === workerId ? worker : null) };
  return { affinity: new PrefixAffinity(ledger, models, metrics, isOn), calls };
}
