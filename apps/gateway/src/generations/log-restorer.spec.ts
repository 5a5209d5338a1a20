import { describe, expect, it } from '@jest/globals';
import type { RestoreOutcome } from '#ledger';
import { type Generation, ServingError, decodeFrame } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { LogRestorer } from './log-restorer.js';
import { SeenFrames } from './seen-frames.js';

const generation = sampleGeneration({ id: 'gen_a' });
const body = (text: string): Uint8Array => Buffer.from(text);

/** A gateway that saw frames from `first` on, and a ledger that answers `restore` with these outcomes in turn. */
function scene(
  first: number,
  outcomes: (RestoreOutcome['outcome'] | 'away')[],
  accepted: Generation | null = generation,
) {
  const calls: string[] = [];
  const note = (call: string): Promise<void> => Promise.resolve(void calls.push(call));
  const seen = new SeenFrames();
  seen.begin('gen_a', accepted, true);
  for (const sequence of [first, first + 1]) seen.keep('gen_a', sequence, body(String(sequence)), false);
  const ledger = {
    generations: {
      restore: async (id: string, from: number, bodies: readonly Uint8Array[]): Promise<RestoreOutcome> => {
        const outcome = outcomes.shift() ?? 'ok';
        if (outcome === 'away') throw new ServingError('ledger_unavailable');
        await note(`restore ${id} ${from}+${bodies.length} ${outcome}`);
        return { outcome, logLength: 0 };
      },
      acceptAgain: ({ id }: Generation) => note(`accept ${id}`),
      terminate: async (id: string, frameBody: Uint8Array) => {
        const [event] = decodeFrame(1, frameBody).events;
        await note(`terminate ${id} ${event?.type === 'error' ? event.code : ''}`);
        return 'ok' as const;
      },
      confirmQueued: () => Promise.resolve(),
    },
    queue: {
      add: (_model: string, _class: string, { id, epoch }: { id: string; epoch: number }) =>
        note(`queue ${id} ${epoch}`),
    },
  };
  const followers = {
    endAll: (id: string, code: string) => void calls.push(`end ${id} ${code}`),
    lookAt: (id: string) => void calls.push(`look ${id}`),
  };
  const graces = { followerOf: () => ({ replyTo: 'here', graceMs: 1 }) };
  const restorer = new LogRestorer(ledger, seen, followers, graces, { restored: () => undefined });
  return { restorer, calls };
}

describe('after Redis went back in time', () => {
  it('every frame that was seen here is offered, again and again until Redis hears it', async () => {
    const { restorer, calls } = scene(1, ['away', 'away', 'ok']);
    await restorer.restoreAll();
    expect(calls).toEqual(['restore gen_a 1+2 ok', 'look gen_a']);
  });

  it('a generation without a record is taken in again, its log first', async () => {
    const { restorer, calls } = scene(1, ['unknown', 'ok']);
    await restorer.restoreAll();
    expect(calls).toEqual([
      'restore gen_a 1+2 unknown',
      'accept gen_a',
      'restore gen_a 1+2 ok',
      'queue gen_a 1',
      'look gen_a',
    ]);
  });

  it('one whose beginning is nowhere any more ends with an error', async () => {
    for (const { restorer, calls } of [scene(5, ['unknown']), scene(1, ['unknown'], null)]) {
      await restorer.restoreAll();
      expect(calls.at(-1)).toBe('end gen_a generation_lost');
    }
  });

  it('one that is found to have no record is seen to once, however often it is noticed', async () => {
    const { restorer, calls } = scene(1, ['unknown', 'ok']);
    await Promise.all([
      restorer.restoreMissing('gen_a'),
      restorer.restoreMissing('gen_a'),
      restorer.restoreMissing('?'),
    ]);
    expect(calls.filter((call) => call.startsWith('accept'))).toHaveLength(1);
  });

  it('a log that ends too early is ended for everybody', async () => {
    const { restorer, calls } = scene(5, ['gap', 'ok']);
    await restorer.restoreAll();
    expect(calls).toEqual([
      'restore gen_a 5+2 gap',
      'restore gen_a 1+0 ok',
      'terminate gen_a generation_lost',
      'end gen_a generation_lost',
    ]);
  });

  it('a stream whose frames are not true any more ends with an error', async () => {
    const { restorer, calls } = scene(1, ['conflict']);
    await restorer.restoreAll();
    expect(calls).toEqual(['restore gen_a 1+2 conflict', 'end gen_a generation_lost']);
  });
});
