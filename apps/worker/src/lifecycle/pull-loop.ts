import { setTimeout as delay } from 'node:timers/promises';
import type { JobPuller, OfferInbox, PulledJob } from '#ledger';
import type { GenerationClass } from '#protocol';
import type { StayOutcome } from '../generation/stay.js';
import type { SlotTable } from '../slots/slot-table.js';
import type { PreemptionLimits } from './choose-victim.js';
import { guarded } from './guarded.js';
import { HomeComing, type SharedQueue } from './home-coming.js';
import { Isolation } from './isolation.js';
import { Preemption } from './preemption.js';
import { type Runner, Stays } from './stays.js';

const RETRY_AFTER_MS = 200;
/** Jobs asked for at the same time when many wait. */
const WIDEST_WAVE = 32;

/** Where work comes from. */
export interface WorkSource {
  puller: Pick<JobPuller, 'pull' | 'arrival' | 'wakeAnother' | 'mostUrgentWaiting'>;
  inbox: Pick<OfferInbox, 'next'>;
  queue: SharedQueue;
}

/**
 * Pulls a job whenever a slot is free and runs it, takes what is offered while one is, makes room for higher classes while
 * none is, and brings back what had to give way.
 */
export class PullLoop {
  private readonly leaving = new AbortController();
  private readonly hosted = new Set<Promise<StayOutcome>>();
  private readonly stays: Stays;
  private readonly preemption: Preemption;
  private readonly homeComing: HomeComing;
  private readonly isolation: Isolation;
  private loops: readonly Promise<void>[] = [];

  constructor(
    private readonly slots: SlotTable,
    private readonly source: WorkSource,
    runner: Runner,
    limits: PreemptionLimits,
    private readonly onError: (error: unknown) => void,
  ) {
    const { puller, queue } = source;
    this.stays = new Stays(runner);
    this.preemption = new Preemption(this.stays, slots, puller, limits, onError);
    this.homeComing = new HomeComing(slots, puller, queue, limits.minRunMs, onError);
    this.isolation = new Isolation(slots, this.stays, this.leaving.signal);
  }

  start(): void {
    const { signal } = this.leaving;
    this.loops = [
      this.pullUntilDrained(),
      this.takeOffersUntilDrained(),
      this.preemption.watch(signal, (job) => this.host(job)),
      this.homeComing.watch(signal, (job) => this.host(job)),
    ];
  }

  /** Work of this class came into the shared queue: a worker without a free slot looks whether it is more urgent. */
  call(waiting: GenerationClass): void {
    this.preemption.call(waiting);
  }

  /** Stops pulling and hands every running generation over by its log. Resolves when nothing runs here any more. */
  async drain(): Promise<void> {
    this.leaving.abort();
    this.slots.close();
    this.stays.sendAllAway('drain');
    await Promise.all(this.hosted);
    await this.homeComing.disband();
    await Promise.all(this.loops);
    await Promise.all(this.hosted);
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
    await guarded(() => this.source.puller.wakeAnother(), undefined, this.onError);
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
    const job = await guarded<PulledJob | null>(() => this.source.puller.pull(), null, this.onError);
    if (job) void this.host(job);
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
      const offer = await this.source.inbox.next().catch(() => delay(RETRY_AFTER_MS, null));
      if (!offer) continue;
      if (this.leaving.signal.aborted || !this.slots.tryReserve()) await offer.giveBack();
      else void this.host(offer);
    }
  }

  private async waitForArrival(): Promise<void> {
    await guarded(() => this.source.puller.arrival(), undefined, this.onError);
  }

  /** Takes a job in, in a slot that is reserved for it. Resolves when its generation is not here any more. Never rejects. */
  private host(job: PulledJob): Promise<StayOutcome> {
    const hosted = this.accommodate(job).finally(() => this.hosted.delete(hosted));
    this.hosted.add(hosted);
    return hosted;
  }

  private async accommodate(job: PulledJob): Promise<StayOutcome> {
    if (this.leaving.signal.aborted || this.isolation.isUnderWay) return this.turnAway(job);
    const first = await this.stays.begin(job);
    const outcome = first.outcome === 'suspect' ? await this.isolation.run(job) : first;
    if (outcome.outcome === 'left' && outcome.cause === 'preempt') {
      this.homeComing.expect({ id: job.id, epoch: outcome.epoch, class: job.class });
    }
    return outcome;
  }

  private async turnAway(job: PulledJob): Promise<StayOutcome> {
    this.slots.cancelReservation();
    await job.giveBack();
    return { outcome: 'declined' };
  }
}
