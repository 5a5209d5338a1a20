import { setTimeout as delay } from 'node:timers/promises';
import { type Frame, type GenerationEvent, ServingError } from '#protocol';

/** Turns events into the text of a client's dialect. */
export interface StreamDialect {
  opening(): string;
  push(event: GenerationEvent): string;
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
 * Streams frames to a client. The status line is held until the first frame, an error or `holdStatusMs`, whichever comes
 * first, so that an early error is still a proper HTTP status: it is thrown. Later ones are the stream's last event.
 */
export async function streamFrames(
  batches: AsyncGenerator<readonly Frame[], void, void>,
  dialect: StreamDialect,
  openSink: () => TextSink,
  holdStatusMs: number,
): Promise<void> {
  try {
    const first = batches.next();
    const early = await Promise.race([first, delay(holdStatusMs, null)]);
    if (early && !early.done) throwIfFailed(early.value);
    await pump(first, batches, dialect, openSink());
  } finally {
    await batches.return();
  }
}

async function pump(
  first: Promise<IteratorResult<readonly Frame[], void>>,
  batches: AsyncGenerator<readonly Frame[], void, void>,
  dialect: StreamDialect,
  sink: TextSink,
): Promise<void> {
  try {
    let text = dialect.opening();
    for (let batch = await first; !batch.done; batch = await batches.next()) {
      for (const { events } of batch.value) for (const event of events) text += dialect.push(event);
      await sink.write(text);
      text = '';
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
