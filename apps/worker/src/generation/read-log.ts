import { setImmediate as nextTurn } from 'node:timers/promises';
import { type GenerationLedger, retryUntilReachable } from '#ledger';
import type { GenerationId } from '#protocol';
import type { GenerationProgress } from './generation-progress.js';

const FRAMES_PER_READ = 500;
/** For how long the other generations and the leases may have to wait for their turns. */
const TURN_MS = 20;

/** How a generation began, as its log says. */
export interface LoggedStart {
  /** From the first worker's start event; `null` when no worker got that far, whatever else stands in the log. */
  cachedTokens: number | null;
}

/**
 * Replays the first `logLength` frames of a log, a few at a time, lets others have their turns in between, and waits while
 * the ledger is away. Throws when the log is shorter, and when `stop` is aborted.
 */
export async function readLog(
  ledger: Pick<GenerationLedger, 'read'>,
  id: GenerationId,
  logLength: number,
  progress: Pick<GenerationProgress, 'replay'>,
  stop?: AbortSignal,
): Promise<LoggedStart> {
  const start: LoggedStart = { cachedTokens: null };
  let turnBeganMs = performance.now();
  for (let read = 0; read < logLength;) {
    stop?.throwIfAborted();
    const [first, limit] = [read + 1, Math.min(FRAMES_PER_READ, logLength - read)];
    // Only the access is tried again: what was replayed must not be replayed twice.
    const frames = await retryUntilReachable(() => ledger.read(id, first, limit), stop);
    if (frames.length === 0) throw new Error(`The log of ${id} ends at ${read}, not at ${logLength}`);
    for (const frame of frames) {
      if (performance.now() - turnBeganMs > TURN_MS) {
        await nextTurn();
        stop?.throwIfAborted();
        turnBeganMs = performance.now();
      }
      progress.replay(frame);
      const started = frame.events.find((event) => event.type === 'generation-started');
      if (started) start.cachedTokens ??= started.cachedTokens;
    }
    read += frames.length;
  }
  return start;
}
