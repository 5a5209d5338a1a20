import { describe, expect, it } from '@jest/globals';
import type { Vocabulary } from '#harmony';
import type { PulledJob } from '#ledger';
import { decodeFrame } from '#protocol';
import { LeaseTaker } from './lease-taker.js';

describe('a job that this worker cannot run', () => {
  function start() {
    const told: string[] = [];
    const tell = (what: string) => () => Promise.resolve(void told.push(what));
    const presence = { someoneSuits: false };
    const engine = { vocabulary: { hash: 'ours' } as Vocabulary, contextTokens: 1, adapters: [] };
    const needs = { vocabularyHash: 'theirs', contextTokens: 1, adapter: null };
    const taker = new LeaseTaker(
      engine,
      {
        acquire: () => Promise.resolve({ outcome: 'unsuitable', needs }),
        terminate: (_id, body) => {
          const [event] = decodeFrame(1, body).events;
          told.push(event?.type === 'error' ? event.code : 'ended');
          return Promise.resolve('ok');
        },
      },
      { workerId: 'w', someoneSuits: () => Promise.resolve(presence.someoneSuits) },
    );
    const settling = { complete: tell('completed'), postpone: tell('postponed'), giveBack: tell('given back') };
    const job: PulledJob = { id: 'gen_a', epoch: 1, class: 'batch', deliveries: 99, ...settling };
    const take = async (times: number): Promise<string[]> => {
      for (let time = 0; time < times; time++) await taker.take(job, false);
      return told.splice(0);
    };
    return { take, presence };
  }

  it('is ended when nobody can, but not because nobody was heard of for a moment', async () => {
    const { take, presence } = start();
    const putOff = Array.from({ length: 7 }, () => 'postponed');
    expect(await take(7)).toEqual(putOff);
    presence.someoneSuits = true;
    expect(await take(1)).toEqual(['postponed']);
    presence.someoneSuits = false;
    expect(await take(8)).toEqual([...putOff, 'vocabulary_mismatch', 'completed']);
  });
});
