import { setTimeout as delay } from 'node:timers/promises';
import type { JobPuller, OfferInbox, PulledJob } from '#ledger';
import type { GenerationRunner } from '../generation/generation-runner.js';
import type { SlotTable } from '../slots/slot-table.js';

const RETRY_AFTER_MS = 200;
/** Jobs asked for at the same time when many wait. */
const WIDEST_WAVE = 32;

/** Pulls a job whenever a slot is free and runs it, and takes what is offered while one is. Owns which generations run here. */
export class PullLoop {
  private readonly leaving = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private loops: readonly Promise<void>[] = [];

  constructor(
    private readonly slots: SlotTable,
    private readonly puller: Pick<JobPuller, 'pull' | 'arrival' | 'wakeAnother'>,
    private readonly inbox: Pick<OfferInbox, 'next'>,
    private readonly runner: Pick<GenerationRunner, 'run'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.loops = [this.pullUntilDrained(), this.takeOffersUntilDrained()];
  }

  /** Stops pulling and hands every running generation over by its log. Resolves when nothing runs here any more. */
  async drain(): Promise<void> {
    this.leaving.abort();
    this.slots.close();
    await Promise.all(this.running);
    await Promise.all(this.loops);
    await Promise.all(this.running);
  }

  /** One job at a time while they trickle in, twice as many with every wave that finds as many as it asked for. */
  private async pullUntilDrained(): Promise<void> {
    let width = 1;
    while (!this.leaving.signal.aborted) {
      const wave = await this.reserveWave(width);
      if (this.leaving.signal.aborted) break;
      const pulls = Array.from({ length: wave }, () => this.pullOne());
      const found = (await Promise.all(pulls)).filter(Boolean).length;
      width = found === wave ? Math.min(width * 2, WIDEST_WAVE) : 1;
      if (found === 0) await this.waitForArrival();
      // An offer may have taken the last slot meanwhile.
      if (found === 0 && this.slots.free === 0) await this.wakeAnother();
    }
    await this.wakeAnother();
  }

  /** The queue wakes one worker for what arrives: if that is one that leaves or has no slot any more, another must know. */
  private async wakeAnother(): Promise<void> {
    await this.guarded(() => this.puller.wakeAnother(), undefined);
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

  /**
   * What is offered to this worker is taken only if a slot is free at this moment, so it overtakes nobody who waits; else
   * it goes to the shared queue at once.
   */
  private async takeOffersUntilDrained(): Promise<void> {
    while (!this.leaving.signal.aborted) {
      // That Redis is away is told by the shared queue.
      const offer = await this.inbox.next().catch(() => delay(RETRY_AFTER_MS, null));
      if (!offer) continue;
      if (this.leaving.signal.aborted || !this.slots.tryReserve()) await offer.giveBack();
      else this.track(this.runner.run(offer, this.leaving.signal));
    }
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
