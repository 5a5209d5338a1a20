import type { Follower } from '#ledger';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { Dispatcher } from './dispatcher.js';

const [one, other] = [sampleGeneration({ id: 'gen_one' }), sampleGeneration({ id: 'gen_other' })];
const holder = Promise.resolve('worker-a');
const away = new ServingError('ledger_unavailable');

describe('dispatching generations', () => {
  it('writes every record before anything is offered, and offers all of them to the holder of the prefix', async () => {
    const { dispatcher, calls, settled } = scene({ isTaken: true });
    await dispatcher.dispatch([one, other], holder);
    await settled();
    expect(calls).toEqual([
      'accept gen_one gateway:1',
      'accept gen_other gateway:1',
      'offer gen_one worker-a',
      'offer gen_other worker-a',
    ]);
  });

  it('queues what nobody has taken, and only then tells the sweeper that it need not look', async () => {
    const { dispatcher, calls, settled } = scene({});
    await dispatcher.dispatch([one], holder);
    await settled();
    expect(calls.slice(2)).toEqual(['add gen_one 1', 'confirm gen_one 1']);
  });

  it('leaves to the sweeper what the queue could not be told of', async () => {
    const { dispatcher, calls, settled } = scene({ isQueueAway: true });
    await dispatcher.dispatch([one], holder);
    await settled();
    expect(calls.at(-1)).toBe('add gen_one 1');
  });

  it('leaves to the sweeper what was queued so long before its record that workers may have dropped the job', async () => {
    const { dispatcher, calls, settled } = scene({ recordTakesMs: 500 });
    await dispatcher.dispatch([one], holder);
    await settled();
    expect(calls.at(-1)).toBe('add gen_one 1');
  });

  it('fails when a record could not be written, after it is known of all of them', async () => {
    const { dispatcher, calls, settled } = scene({ lost: 'gen_one' });
    await expect(dispatcher.dispatch([one, other], holder)).rejects.toBe(away);
    expect(calls).toContain('accept gen_other gateway:1');
    await settled();
  });
});

interface Scene {
  isTaken?: boolean;
  isQueueAway?: boolean;
  /** Whose record cannot be written. */
  lost?: string;
  recordTakesMs?: number;
}

function scene({ isTaken = false, isQueueAway = false, lost, recordTakesMs = 0 }: Scene): {
  dispatcher: Dispatcher;
  calls: string[];
  settled: () => Promise<void>;
} {
  const calls: string[] = [];
  const note = (call: string, fails = false): Promise<void> => {
    calls.push(call);
    return fails ? Promise.reject(away) : Promise.resolve();
  };
  const ledger = {
    generations: {
      accept: async ({ id }: { id: string }, { replyTo }: Follower) => {
        await note(`accept ${id} ${replyTo}`, id === lost);
        if (recordTakesMs > 0) await delay(recordTakesMs);
      },
      confirmQueued: (id: string, epoch: number) => note(`confirm ${id} ${epoch}`),
    },
    queue: {
      add: (_model: string, _class: string, job: { id: string; epoch: number }) =>
        note(`add ${job.id} ${job.epoch}`, isQueueAway),
    },
  };
  const affinity = {
    offer: async ({ id }: { id: string }, workerId: string | null) => {
      await note(`offer ${id} ${workerId}`);
      return isTaken;
    },
  };
  const graces = { followerOf: () => ({ replyTo: 'gateway:1', graceMs: null }) };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { dispatcher: new Dispatcher(ledger, affinity, graces), calls, settled };
}
