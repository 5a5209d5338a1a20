import { setTimeout as delay } from 'node:timers/promises';
import type { JobPuller, PulledJob } from '#ledger';
import type { GenerationRunner } from '../generation/generation-runner.js';
import type { SlotTable } from '../slots/slot-table.js';

const RETRY_AFTER_MS = 200;

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

  private async pullUntilDrained(): Promise<void> {
    while (!this.leaving.signal.aborted) {
      await this.slots.reserve();
      if (this.leaving.signal.aborted) return;
      const job = await this.pull();
      if (!job) this.slots.cancelReservation();
      else this.track(this.runner.run(job, this.leaving.signal));
    }
  }

  private async pull(): Promise<PulledJob | null> {
    try {
      return await this.puller.pull();
    } catch (error) {
      this.onError(error);
      await delay(RETRY_AFTER_MS);
      return null;
    }
  }

  private track(run: Promise<void>): void {
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
  }
}
