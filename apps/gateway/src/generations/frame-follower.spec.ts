import { describe, expect, it } from '@jest/globals';
import { type GenerationEvent, encodeFrameBody } from '#protocol';
import { FrameFollower, type LoggedFrame } from './frame-follower.js';

const finish: GenerationEvent = {
  type: 'finish',
  reason: 'stop',
  usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 },
};

function frame(sequence: number, last = false): LoggedFrame {
  const text = String(sequence);
  const events: GenerationEvent[] = last ? [finish] : [{ type: 'content-delta', item: 0, text }];
  return { sequence, body: encodeFrameBody({ firstTokenIndex: 0, tokenIds: [], events }) };
}

/** A follower over a log of a given length, whose terminal frame is the last. */
function followerOf(logLength: number) {
  const log = Array.from({ length: logLength }, (_, index) => frame(index + 1, index + 1 === logLength));
  const reads: number[] = [];
  const read = (from: number, limit: number): Promise<LoggedFrame[]> => {
    reads.push(from);
    return Promise.resolve(log.slice(from - 1, from - 1 + limit));
  };
  const taken: number[] = [];
  const follower = new FrameFollower('gen', 1, { read }, (sequence) => taken.push(sequence));
  const receive = (...sequences: number[]): void => {
    for (const sequence of sequences) follower.receive(sequence, (log[sequence - 1] ?? frame(sequence)).body);
  };
  return { follower, receive, reads, taken };
}

async function readAll(follower: FrameFollower, signal = new AbortController().signal): Promise<number[]> {
  const sequences: number[] = [];
  for await (const frames of follower.batches(signal)) sequences.push(...frames.map(({ sequence }) => sequence));
  return sequences;
}

describe('a frame follower', () => {
  it('gives live frames as they come, without asking the log', async () => {
    const { follower, receive, reads } = followerOf(3);
    const all = readAll(follower);
    receive(1, 2, 3);
    expect(await all).toEqual([1, 2, 3]);
    expect(reads).toEqual([]);
    expect(follower.ended).toBe(true);
  });

  it('drops repeated frames and takes missing ones from the log', async () => {
    const { follower, receive, reads, taken } = followerOf(5);
    const all = readAll(follower);
    receive(1, 1, 4, 2);
    expect(await all).toEqual([1, 2, 3, 4, 5]);
    expect(reads).toEqual([2]);
    expect(taken).toEqual([1, 2, 3, 4, 5]);
  });

  it('reads the log when the relay was cut, and when it heard nothing for a while', async () => {
    const cut = followerOf(4);
    cut.follower.relayCut();
    cut.follower.lookIfQuiet(performance.now());
    expect(await readAll(cut.follower)).toEqual([1, 2, 3, 4]);
    const quiet = followerOf(4);
    quiet.follower.lookIfQuiet(performance.now());
    expect(quiet.reads).toEqual([]);
    quiet.follower.lookIfQuiet(performance.now() + 10_000);
    expect(await readAll(quiet.follower)).toEqual([1, 2, 3, 4]);
  });

  it('reads at once what the log has already, when it comes late', async () => {
    const { follower, reads } = followerOf(3);
    follower.lookNow();
    expect(await readAll(follower)).toEqual([1, 2, 3]);
    expect(reads).toEqual([1]);
  });

  it('holds no more than a bounded number of frames for a slow reader, who still gets them all', async () => {
    const { follower, receive, reads } = followerOf(2_000);
    for (let sequence = 1; sequence <= 1_500; sequence++) receive(sequence);
    expect(await readAll(follower)).toHaveLength(2_000);
    expect(reads[0]).toBe(257);
  });

  it('ends when its reader leaves', async () => {
    const { follower, receive } = followerOf(3);
    const leaving = new AbortController();
    const all = readAll(follower, leaving.signal);
    receive(1);
    setImmediate(() => leaving.abort());
    expect(await all).toEqual([1]);
    expect(follower.ended).toBe(false);
  });

  it('ends with the error that whoever knows better gives it', async () => {
    const { follower, receive } = followerOf(9);
    receive(1);
    follower.giveUp('generation_lost');
    receive(2);
    const events: GenerationEvent[] = [];
    for await (const frames of follower.batches(new AbortController().signal)) {
      for (const frame of frames) events.push(...frame.events);
    }
    expect(events.map((event) => (event.type === 'error' ? event.code : event.type))).toEqual([
      'content-delta',
      'generation_lost',
    ]);
  });

  it('ends with an error, and harms nobody else, when a frame cannot be read', async () => {
    const { follower } = followerOf(3);
    follower.receive(1, Uint8Array.from([0x1a, 0x03, 0xfa, 0x01, 0x00]));
    expect(await readAll(follower)).toEqual([1]);
    expect(follower.ended).toBe(true);
  });

  it('looks often while the log is what brings the frames', async () => {
    const reads: number[] = [];
    const read = (from: number): Promise<LoggedFrame[]> => {
      reads.push(from);
      return Promise.resolve([frame(from)]);
    };
    const follower = new FrameFollower('gen', 1, { read });
    follower.lookIfQuiet(performance.now() + 1_100);
    await new Promise(setImmediate);
    follower.lookIfQuiet(performance.now() + 60);
    expect(reads).toEqual([1, 2]);
  });
});
