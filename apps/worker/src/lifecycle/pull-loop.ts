import { setTimeout as delay } from 'node:timers/promises';
import type { JobPuller, PulledJob } from '#ledger';
import type { GenerationRunner } from '../generation/generation-runner.js';
import type { SlotTable } from '../slots/slot-table.js';

const RETRY_AFTER_MS = 200;
/** Jobs asked for at the same time when many wait. */
const WIDEST_WAVE = 32;

/** Pulls a job whenever a slot is free and runs it. Owns which generations run here. */
export class PullLoop {
  private readonly leaving = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private loop: Promise<void> | null = null;

  constructor(
    private readonly slots: SlotTable,
    private readonly puller: JobPuller,
    private readonly runner: GenerationRunner,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.loop = this.pullUntilDrained();
  }

  /** Stops pulling and hands every running generation over by its log. Resolves when nothing runs here any more. */
  async drain(): Promise<void> {
    this.leaving.abort();
    this.slots.close();
    await Promise.all(this.running);
    await this.loop;
    await Promise.all(this.running);
  }

  /** One job at a time while they trickle in, twice as many with every wave that finds as many as it asked for. */
  private async pullUntilDrained(): Promise<void> {
    let width = 1;
    while (!this.leaving.signal.aborted) {
      const wave = await this.reserveWave(width);
      if (this.leaving.signal.aborted) return;
      const pulls = Array.from({ length: wave }, () => this.pullOne());
      const found = (await Promise.all(pulls)).filter(Boolean).length;
      width = found === wave ? Math.min(width * 2, WIDEST_WAVE) : 1;
      if (found === 0) await this.waitForArrival();
    }
  }

  /** Waits for one free slot and reserves up to `width` of those that are free; how many it got. */
  private async reserveWave(width: number): Promise<number> {
    await this.slots.reserve();
    const more = Math.min(width - 1, this.slots.free);
    await Promise.all(Array.from({ length: more }, () => this.slots.reserve()));
    return 1 + more;
  }

  /** Fills one reserved slot; whether there was a job for it. */
  private async pullOne(): Promise<boolean> {
    const job = await this.guarded<PulledJob | null>(() => this.puller.pull(), null);
    if (job) this.track(this.runner.run(job, this.leaving.signal));
    else this.slots.cancelReservation();
    return job !== null;
  }

  private async waitForArrival(): Promise<void> {
    await this.guarded(() => this.puller.arrival(), undefined);
  }

  private async guarded<Result>(access: () => Promise<Result>, otherwise: Result): Promise<Result> {
    try {
      return await access();
    } catch (error) {
      this.onError(error);
      await delay(RETRY_AFTER_MS);
      return otherwise;
    }
  }

  private track(run: Promise<void>): void {
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
  }
}
