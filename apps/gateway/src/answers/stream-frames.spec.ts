import { describe, expect, it } from '@jest/globals';
import { type Frame, type GenerationEvent, ServingError } from '#protocol';
import type { ChoiceFrames } from './choices.js';
import { type StreamDialect, type TextSink, replayFrames, streamFrames } from './stream-frames.js';

const LONG_MS = 600_000;
const failure: GenerationEvent = { type: 'error', code: 'generation_failed', message: 'Out of luck.' };
const answer = (text: string): GenerationEvent => ({ type: 'content-delta', item: 0, text });

function framesOf(choice: number, ...events: GenerationEvent[]): ChoiceFrames {
  return { choice, frames: [{ sequence: 1, firstTokenIndex: 0, tokenIds: [], events }] };
}

class FakeDialect implements StreamDialect {
  hasFailed = false;
  readonly opening = (): string => 'open ';

  pushFrame({ events }: Frame, choice: number): string {
    this.hasFailed ||= events.some(({ type }) => type === 'error');
    const told = events.map((event) => (event.type === 'content-delta' ? event.text : event.type));
    return told.map((text) => `${choice}:${text} `).join('');
  }
}

class FakeSink implements TextSink {
  readonly written: string[] = [];
  ending: 'end' | 'abandon' | null = null;
  readonly write = (text: string): Promise<void> => Promise.resolve(void this.written.push(text));
  readonly end = (): void => void (this.ending = 'end');
  readonly abandon = (): void => void (this.ending = 'abandon');
}

/** Batches that note whether they were read to their end, or left. */
class FakeBatches {
  state: 'unread' | 'left' | 'read' = 'unread';

  async *of(...batches: (ChoiceFrames | Error)[]): AsyncGenerator<ChoiceFrames, void, void> {
    this.state = 'left';
    for (const batch of batches) {
      await Promise.resolve();
      if (batch instanceof Error) throw batch;
      yield batch;
    }
    this.state = 'read';
  }
}

async function stream(...batches: (ChoiceFrames | Error)[]) {
  const [source, sink] = [new FakeBatches(), new FakeSink()];
  const streamed = streamFrames(source.of(...batches), new FakeDialect(), () => sink, LONG_MS);
  const error: unknown = await streamed.then(
    () => null,
    (reason: unknown) => reason,
  );
  return { written: sink.written, ending: sink.ending, source: source.state, error };
}

describe('a stream of frames', () => {
  it('is written batch by batch, with the number of the choice each belongs to', async () => {
    expect(await stream(framesOf(1, answer('a'), answer('b')), framesOf(0, answer('c')))).toEqual({
      written: ['open 1:a 1:b ', '0:c '],
      ending: 'end',
      source: 'read',
      error: null,
    });
  });

  it('is refused with a status when a choice has failed before anything was sent', async () => {
    expect(await stream(framesOf(1, failure), framesOf(0, answer('a')))).toEqual({
      written: [],
      ending: null,
      source: 'left',
      error: new ServingError('generation_failed', 'Out of luck.'),
    });
  });

  it('ends with the error of one choice, and leaves the others', async () => {
    expect(await stream(framesOf(0, answer('a')), framesOf(1, failure), framesOf(0, answer('b')))).toEqual({
      written: ['open 0:a ', '1:error '],
      ending: 'end',
      source: 'left',
      error: null,
    });
  });

  it('is abandoned, so that no client takes it for whole, when its source breaks', async () => {
    const broken = new Error('broken');
    expect(await stream(framesOf(0, answer('a')), broken)).toMatchObject({ ending: 'abandon', error: broken });
  });

  it('is opened without a first frame when that takes too long', async () => {
    const sink = new FakeSink();
    const opened = new Promise<void>((resolve) => {
      const batches = new FakeBatches().of();
      const open = (): FakeSink => {
        resolve();
        return sink;
      };
      void streamFrames(batches, new FakeDialect(), open, 0);
    });
    await opened;
    expect(sink.ending).not.toBe('abandon');
  });
});

describe('a replay of frames', () => {
  it('tells an error at its end like any event, even when all came at once', async () => {
    const [source, sink] = [new FakeBatches(), new FakeSink()];
    await replayFrames(source.of(framesOf(0, answer('a'), failure)), new FakeDialect(), () => sink, LONG_MS);
    expect(sink).toMatchObject({ written: ['open 0:a 0:error '], ending: 'end' });
  });
});
