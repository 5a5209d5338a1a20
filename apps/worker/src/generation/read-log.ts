import type { GenerationLedger } from '#ledger';
import type { GenerationId } from '#protocol';

const FRAMES_PER_READ = 500;

/** What a log says to the worker that continues it. */
export interface LoggedProgress {
  tokenIds: number[];
  /** From the first worker's start event; `null` when no worker got that far. */
  cachedTokens: number | null;
}

/** Folds the first `logLength` frames of a log. */
export async function readLog(
  ledger: Pick<GenerationLedger, 'read'>,
  id: GenerationId,
  logLength: number,
): Promise<LoggedProgress> {
  const progress: LoggedProgress = { tokenIds: [], cachedTokens: null };
  for (let read = 0; read < logLength;) {
    const frames = await ledger.read(id, read + 1, FRAMES_PER_READ);
    if (frames.length === 0) throw new Error(`The log of ${id} ends at ${read}, not at ${logLength}`);
    for (const frame of frames) {
      progress.tokenIds.push(...frame.tokenIds);
      const started = frame.events.find((event) => event.type === 'generation-started');
      if (started) progress.cachedTokens ??= started.cachedTokens;
    }
    read += frames.length;
  }
  return progress;
}
