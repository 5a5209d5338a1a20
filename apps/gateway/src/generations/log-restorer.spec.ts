import { describe, expect, it } from '@jest/globals';
import type { RestoreOutcome } from '#ledger';
import { type Generation, ServingError, decodeFrame } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { LogRestorer } from './log-restorer.js';
import { SeenFrames } from './seen-frames.js';

const generation = sampleGeneration({ id: 'gen_a' });
const body = (text: string): Uint8Array => Buffer.from(text);

/** What Redis has after it went back: a log, or no record at all. */
interface Forgetful {
  log: string[] | null;
  /** Whether somebody has gone on from it already. */
  isTaken?: boolean;
  /** How many calls fail before one is heard. */
  awayFor?: number;
}

/** A gateway that saw frames from `first` on, up to frame 6. */
function scene({ log, isTaken = false, awayFor = 0 }: Forgetful, first = 1, accepted: Generation | null = generation) {
  const redis = { log, awayFor };
  const ends: string[] = [];
  const given: string[][] = [];
  const seen = new SeenFrames();
  seen.begin('gen_a', accepted, true);
  for (let sequence = first; sequence <= 6; sequence++) seen.keep('gen_a', sequence, body(`f${sequence}`), false);
  const restore = (_id: string, from: number, bodies: readonly Uint8Array[]): Promise<RestoreOutcome> => {
    if (redis.awayFor-- > 0) return Promise.reject(new ServingError('ledger_unavailable'));
    const texts = bodies.map((one) => Buffer.from(one).toString());
    given.push(texts);
    const reply = (outcome: RestoreOutcome['outcome']): Promise<RestoreOutcome> =>
      Promise.resolve({ outcome, logLength: redis.log?.length ?? 0, isTaken });
    if (redis.log === null) return reply('unknown');
    if (from > redis.log.length + 1) return reply('gap');
    for (const [index, text] of texts.entries()) {
      const there = redis.log[from - 1 + index];
      if (there === undefined && isTaken) return reply('conflict');
      if (there === undefined) redis.log.push(text);
      else if (there !== text) return reply('conflict');
    }
    return reply('ok');
  };
  const generations = {
    restore,
    acceptAgain: () => Promise.resolve(void (redis.log ??= [])),
    terminate: (_id: string, frameBody: Uint8Array) => {
      const [event] = decodeFrame(1, frameBody).events;
      ends.push(event?.type === 'error' ? `log ${event.code}` : '');
      return Promise.resolve('ok' as const);
    },
    confirmQueued: () => Promise.resolve(),
  };
  const queued: string[] = [];
  const queue = {
    add: (_model: string, _class: string, { id }: { id: string }) => Promise.resolve(void queued.push(id)),
  };
  const followers = {
    endAll: (_id: string, code: string) => void ends.push(`stream ${code}`),
    lookAt: () => undefined,
  };
  const graces = { followerOf: () => ({ replyTo: 'here', graceMs: 1 }) };
  const restorer = new LogRestorer({ generations, queue }, seen, followers, graces, { restored: () => undefined });
  return { restorer, redis, ends, given, queued, seen };
}

const WHOLE = ['f1', 'f2', 'f3', 'f4', 'f5', 'f6'];

describe('after Redis went back in time', () => {
  it('a log that lost its tail is given what it lacks, as soon as Redis hears it', async () => {
    const { restorer, redis, ends, given } = scene({ log: ['f1', 'f2', 'f3'], awayFor: 2 });
    await restorer.restoreAll();
    expect(redis.log).toEqual(WHOLE);
    expect(given).toEqual([['f6'], ['f4', 'f5', 'f6']]);
    expect(ends).toEqual([]);
  });

  it('one frame is enough for a log that lost nothing, or went on', async () => {
    for (const log of [WHOLE, [...WHOLE, 'f7']]) {
      const { restorer, given, ends } = scene({ log });
      await restorer.restoreAll();
      expect([given, ends]).toEqual([[['f6']], []]);
    }
  });

  it('all are compared where somebody has gone on already, who may have written the same word by chance', async () => {
    const [same, other] = [WHOLE, ['f1', 'f2', 'f3', 'x', 'x', 'f6']].map((log) => scene({ log, isTaken: true }));
    await Promise.all([same?.restorer.restoreAll(), other?.restorer.restoreAll()]);
    expect([same?.ends, other?.ends]).toEqual([[], ['stream generation_lost']]);
  });

  it('nothing is believed before it is settled', async () => {
    const { restorer, seen } = scene({ log: [...WHOLE] });
    const restored = restorer.restoreAll();
    expect(seen.isSettled('gen_a')).toBe(false);
    await restored;
    expect(seen.isSettled('gen_a')).toBe(true);
  });

  it('a generation without a record is taken in again, its log first', async () => {
    const { restorer, redis, queued, ends } = scene({ log: null });
    await restorer.restoreAll();
    expect([redis.log, queued, ends]).toEqual([WHOLE, ['gen_a'], []]);
  });

  it('one whose beginning is nowhere any more, or whose end was seen, ends for who still reads it', async () => {
    const ended = scene({ log: null });
    ended.seen.keep('gen_a', 7, body('end'), true);
    for (const { restorer, ends } of [scene({ log: null }, 5), scene({ log: null }, 1, null), ended]) {
      await restorer.restoreAll();
      expect(ends).toEqual(['stream generation_lost']);
    }
  });

  it('one that is found to have no record is seen to once, however often it is noticed', async () => {
    const { restorer, queued } = scene({ log: null });
    await Promise.all([
      restorer.restoreMissing('gen_a'),
      restorer.restoreMissing('gen_a'),
      restorer.restoreMissing('?'),
    ]);
    expect(queued).toHaveLength(1);
  });

  it('a log that ends too early is waited for, since others may have what is missing', async () => {
    const { restorer, redis, ends } = scene({ log: ['f1'] }, 4);
    const restored = restorer.restoreAll();
    setTimeout(() => redis.log?.push('f2', 'f3'), 300);
    await restored;
    expect([redis.log, ends]).toEqual([WHOLE, []]);
  });

  it('and ended for everybody when nobody has', async () => {
    const { restorer, ends } = scene({ log: ['f1'] }, 4);
    await restorer.restoreAll();
    expect(ends).toEqual(['log generation_lost', 'stream generation_lost']);
  }, 20_000);
});
