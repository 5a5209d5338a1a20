import { setTimeout as delay } from 'node:timers/promises';
import { type Frame, ServingError } from '#protocol';
import type { ChoiceFrames } from './choices.js';

/** Turns frames into the text of a client's dialect. */
export interface StreamDialect {
  opening(): string;
  /** Whoever streams calls it with each frame before that is pushed, and awaits what it returns: for what has to be asked somewhere else. */
  prepare?(frame: Frame): Promise<void> | undefined;
  pushFrame(frame: Frame, choice: number): string;
  /** Whether a choice has failed, after which there is nothing to stream any more. */
  readonly hasFailed: boolean;
}

/** Where the text goes; opening it sends the status line. */
export interface TextSink {
  write(text: string): Promise<void>;
  /** After the last event. */
  end(): void;
  /** When there will be no last event. */
  abandon(): void;
}

/**
 * Streams the frames of all choices to a client. The status line is held until the first frame, an error or `holdStatusMs`, whichever comes
 * first, so that an early error is still a proper HTTP status: it is thrown. Later ones are the stream's last event.
 */
export async function streamFrames(
  batches: AsyncGenerator<ChoiceFrames, void, void>,
  dialect: StreamDialect,
  openSink: () => TextSink,
  holdStatusMs: number,
): Promise<void> {
  await stream(batches, dialect, openSink, holdStatusMs, throwIfFailed);
}

/** The same for frames whose first ones may be long gone: an error among them is an event, as it was at first. */
export async function replayFrames(
  batches: AsyncGenerator<ChoiceFrames, void, void>,
  dialect: StreamDialect,
  openSink: () => TextSink,
  holdStatusMs: number,
): Promise<void> {
  await stream(batches, dialect, openSink, holdStatusMs, () => undefined);
}

async function stream(
  batches: AsyncGenerator<ChoiceFrames, void, void>,
  dialect: StreamDialect,
  openSink: () => TextSink,
  holdStatusMs: number,
  checkEarly: (frames: readonly Frame[]) => void,
): Promise<void> {
  try {
    const first = batches.next();
    const early = await Promise.race([first, delay(holdStatusMs, null, { ref: false })]);
    if (early && !early.done) checkEarly(early.value.frames);
    await pump(first, batches, dialect, openSink());
  } finally {
    await batches.return();
  }
}

async function pump(
  first: Promise<IteratorResult<ChoiceFrames, void>>,
  batches: AsyncGenerator<ChoiceFrames, void, void>,
  dialect: StreamDialect,
  sink: TextSink,
): Promise<void> {
  try {
    let text = dialect.opening();
    for (let batch = await first; !batch.done; batch = await batches.next()) {
      const { choice, frames } = batch.value;
      for (const frame of frames) {
        const prepared = dialect.prepare?.(frame);
        if (prepared) await prepared;
        text += dialect.pushFrame(frame, choice);
      }
      await sink.write(text);
      text = '';
      if (dialect.hasFailed) break;
    }
    sink.end();
  } catch (error) {
    sink.abandon();
    throw error;
  }
}

function throwIfFailed(frames: readonly Frame[]): void {
  for (const { events } of frames) {
    for (const event of events) if (event.type === 'error') throw new ServingError(event.code, event.message);
  }
}
