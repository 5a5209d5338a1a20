import { describe, expect, it } from '@jest/globals';
import type { Frame, GenerationEvent } from '#protocol';
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

async function read(logLength: number) {
  const replayed: number[] = [];
  const ledger = {
    read: (_id: string, first: number, limit: number) =>
      Promise.resolve(log.slice(first - 1, first - 1 + Math.min(limit, 2))),
  };
  const progress = {
    replay: ({ events, tokenIds }: Pick<Frame, 'tokenIds' | 'events'>) => {
      const known = log.find((one) => one.events === events && one.tokenIds === tokenIds);
      replayed.push(known?.sequence ?? -1);
    },
  };
  const start = await readLog(ledger, 'gen_a', logLength, progress);
  return { ...start, replayed };
}

describe('the reading of a log', () => {
  it('replays every frame once and in order, and no more than there were', async () => {
    expect((await read(5)).replayed).toEqual([1, 2, 3, 4, 5]);
    expect((await read(3)).replayed).toEqual([1, 2, 3]);
  });

  it('says with how many cached tokens it was begun, which a pause before is not', async () => {
    expect((await read(5)).cachedTokens).toBe(12);
    expect((await read(2)).cachedTokens).toBeNull();
  });

  it('fails when frames are missing', async () => {
    await expect(read(6)).rejects.toThrow('ends at 5, not at 6');
  });
});
