import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';

const ASK_EVERY_MS = 500;

/**
 * Does something while no other process, on any machine that shares the directory, does it for the same path. Waits as
 * long as another one does it and lives, which is as long as it touches the lock within `deadAfterMs`; `onWait` is
 * called once when it has to. The signal aborts when the lock is lost, as happens to a process that was frozen; what
 * fails after that rejects with a `LockLost`, whatever the work makes of the signal.
 */
export async function withCacheLock<Result>(
  { path, deadAfterMs }: { path: string; deadAfterMs: number },
  onWait: () => void,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  const lost = new AbortController();
  const options = {
    realpath: false,
    stale: deadAfterMs,
    onCompromised: (error: Error) => lost.abort(new LockLost(error)),
  };
  const release = await lock(path, options).catch((error: unknown) => {
    if (!isHeld(error)) throw error;
    onWait();
    return lock(path, { ...options, retries: { forever: true, factor: 1, minTimeout: ASK_EVERY_MS } });
  });
  try {
    return await work(lost.signal);
  } catch (error) {
    lost.signal.throwIfAborted();
    throw error;
  } finally {
    // One that was lost is not ours to release.
    await release().catch(() => undefined);
  }
}

/** Somebody else has taken the lock over, because this process did not run for a while. */
export class LockLost extends Error {
  constructor(cause: Error) {
    super('another process has taken over the transfer', { cause });
    this.name = 'LockLost';
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED';
}
