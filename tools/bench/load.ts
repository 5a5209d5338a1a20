import { setTimeout as delay } from 'node:timers/promises';
import type { LoadAmount } from './options.js';
import type { RequestOutcome } from './stream-timeline.js';

// A server that refuses at once would otherwise be asked thousands of times a second.
const PAUSE_AFTER_FAILURE_MS = 50;

export interface Load {
  streams: number;
  amount: LoadAmount;
}

export interface LoadResult {
  outcomes: RequestOutcome[];
  /** Until the last stream has ended. */
  durationMs: number;
}

/** Keeps `streams` requests going until the amount is used up, and waits for the last of them. */
export async function runLoad(load: Load, send: () => Promise<RequestOutcome>): Promise<LoadResult> {
  const outcomes: RequestOutcome[] = [];
  const startedAtMs = performance.now();
  let started = 0;

  async function sendOneAfterTheOther(): Promise<void> {
    while (mayStart(load, started, performance.now() - startedAtMs)) {
      started += 1;
      const outcome = await send();
      outcomes.push(outcome);
      if (outcome.type === 'failed') await delay(PAUSE_AFTER_FAILURE_MS);
    }
  }

  await Promise.all(Array.from({ length: load.streams }, sendOneAfterTheOther));
  return { outcomes, durationMs: performance.now() - startedAtMs };
}

function mayStart({ streams, amount }: Load, started: number, elapsedMs: number): boolean {
  switch (amount.type) {
    case 'requests':
      return started < amount.count;
    case 'requests-per-stream':
      return started < amount.count * streams;
    case 'seconds':
      return elapsedMs < amount.seconds * 1000;
  }
}
