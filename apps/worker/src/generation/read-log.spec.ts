import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type Frame, type GenerationEvent, ServingError } from '#protocol';
import { readLog } from './read-log.js';

const frame = (sequence: number, tokenIds: number[], ...events: GenerationEvent[]): Frame => ({
  sequence,
  firstTokenIndex: 0,
  tokenIds,
  events,
});

const log = [
  frame(1, [], { type: 'paused' }),
  frame(2, [], { type: 'resumed' }),
  frame(3, [], { type: 'generation-started', cachedTokens: 12 }),
  frame(4, [7, 8]),
  frame(5, [], { type: 'generation-started', cachedTokens: 99 }),
];

/** `isAway`: asked before each access whether the ledger is away. */
async function read(logLength: number, isAway = () => false, stop?: AbortSignal, onReplayed = () => {}) {
  const replayed: number[] = [];
  const ledger = {
    read: async (_id: string, first: number, limit: number) => {
      await Promise.resolve();
      if (isAway()) throw new ServingError('ledger_unavailable');
      return log.slice(first - 1, first - 1 + Math.min(limit, 2));
    },
  };
  const progress = {
    replay: ({ events, tokenIds }: Pick<Frame, 'tokenIds' | 'events'>) => {
      const known = log.find((one) => one.events === events && one.tokenIds === tokenIds);
      replayed.push(known?.sequence ?? -1);
      onReplayed();
    },
  };
  const start = await readLog(ledger, 'gen_a', logLength, progress, stop);
  return { ...start, replayed };
}

describe('the reading of a log', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('replays every frame once and in order, and no more than there were', async () => {
    expect((await read(5)).replayed).toEqual([1, 2, 3, 4, 5]);
    expect((await read(3)).replayed).toEqual([1, 2, 3]);
  });

  it('goes on where it was when the ledger was away', async () => {
    const isAway = [false, true, false, true, true, false];
    expect((await read(5, () => isAway.shift() ?? false)).replayed).toEqual([1, 2, 3, 4, 5]);
  });

  it('stops when nobody wants it any more', async () => {
    const stop = new AbortController();
    let accesses = 0;
    const isAway = () => {
      if (++accesses === 2) stop.abort('drain');
      return false;
    };
    await expect(read(5, isAway, stop.signal)).rejects.toBeDefined();
    expect(accesses).toBe(2);
  });

  it('lets others have their turns while it takes long', async () => {
    let nowMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const seenByOthers: number[] = [];
    let replayed = 0;
    const { replayed: all } = await read(5, undefined, undefined, () => {
      const mine = ++replayed;
      nowMs += 30;
      setImmediate(() => seenByOthers.push(replayed - mine));
    });
    expect(all).toEqual([1, 2, 3, 4, 5]);
    expect(seenByOthers.slice(0, 4)).toEqual([0, 0, 0, 0]);
  });

  it('says with how many cached tokens it was begun, which a pause before is not', async () => {
    expect((await read(5)).cachedTokens).toBe(12);
    expect((await read(2)).cachedTokens).toBeNull();
  });

  it('fails when frames are missing', async () => {
    await expect(read(6)).rejects.toThrow('ends at 5, not at 6');
  });
});
