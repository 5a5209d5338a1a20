import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { LogWriter } from './log-writer.js';

const lease = { generationId: 'gen_a', epoch: 1, leaseId: 'lease', timeline: 't' };

describe('the end of a log', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('keeps what was logged lately, for a Redis that may lose it, and no more', () => {
    const clock = jest.spyOn(performance, 'now');
    const writer = new LogWriter(lease, { command: 0, replyTo: '' }, 5, () => undefined);
    const log = (atMs: number): void => {
      writer.write([1], []);
      const frame = writer.nextFrame();
      clock.mockReturnValue(atMs);
      if (frame) writer.acknowledge(frame);
    };
    const tailAfter = (length: number) => writer.tailAfter(length)?.map(({ sequence }) => sequence) ?? null;
    log(0);
    log(20_000);
    expect([tailAfter(4), tailAfter(5), tailAfter(7)]).toEqual([null, [6, 7], []]);
    log(40_000);
    expect([tailAfter(5), tailAfter(6), tailAfter(8)]).toEqual([null, [7, 8], []]);
    writer.write([1], []);
    expect(writer.nextFrame()).toMatchObject({ sequence: 9, tokens: 1 });
    expect(writer.inFlight?.sequence).toBe(9);
  });
});
