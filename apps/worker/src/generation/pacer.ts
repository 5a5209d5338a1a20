import { setTimeout as delay } from 'node:timers/promises';

/** Holds a stream to a number of tokens per second, for demonstrations and failure tests; 0 lets it run free. */
export class Pacer {
  private nextTokenAtMs = 0;

  constructor(private readonly tokensPerSecond: number) {}

  /** Waits until the next token may come; at once when the signal is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    if (this.tokensPerSecond === 0) return;
    const nowMs = performance.now();
    this.nextTokenAtMs = Math.max(this.nextTokenAtMs, nowMs) + 1_000 / this.tokensPerSecond;
    await delay(this.nextTokenAtMs - nowMs, undefined, { signal }).catch(() => undefined);
  }
}
