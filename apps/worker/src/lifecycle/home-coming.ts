import type { JobPuller, PulledJob } from '#ledger';
import type { SlotTable } from '../slots/slot-table.js';
import { Bell } from './bell.js';
import { compareUrgency, isMoreUrgent } from './choose-victim.js';
import { guarded } from './guarded.js';

/** How long the job of a preempted generation is delayed in the shared queue: its own worker has what was computed. */
export const HOME_FIRST_MS = 1_000;
const LOOK_AGAIN_AFTER_MS = 50;

/** A generation that is not here any more, and the job that stands for it in the shared queue. */
export type AwayGeneration = Pick<PulledJob, 'id' | 'epoch' | 'class'>;

/** The shared queue of the model that this worker serves. */
export interface SharedQueue {
  /** Puts a generation into the queue, to be pulled at once or after a while. */
  add(generation: AwayGeneration, delayMs: number): Promise<void>;
  /** `false` when somebody has pulled its job. */
  withdraw(generation: AwayGeneration): Promise<boolean>;
}

/** Brings back what was preempted here, when a slot is free that nothing more urgent waits for. */
export class HomeComing {
  private readonly away = new Map<AwayGeneration, number>();
  private readonly bell = new Bell();

  constructor(
    private readonly slots: Pick<SlotTable, 'size' | 'reserve' | 'cancelReservation'>,
    private readonly puller: Pick<JobPuller, 'mostUrgentWaiting'>,
    private readonly queue: SharedQueue,
    /** Nothing is gained by coming back while what it gave way to has just begun. */
    private readonly awayAtLeastMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** A generation was preempted here. No more are expected than slots can hold the state of; the others are for anybody. */
  expect(generation: AwayGeneration): void {
    this.away.set(generation, performance.now());
    const [oldest] = this.away.keys();
    if (oldest && this.away.size > this.slots.size) this.away.delete(oldest);
    this.bell.ring();
  }

  /** Hands each one that comes back to `host`, with a slot reserved, until `leaving` is aborted. */
  async watch(leaving: AbortSignal, host: (job: PulledJob) => unknown): Promise<void> {
    leaving.addEventListener('abort', () => this.bell.ring());
    while (!leaving.aborted) {
      const dueInMs = this.dueInMs();
      if (dueInMs > 0) await this.bell.wait(dueInMs);
      else await this.bringOne(leaving, host);
    }
  }

  /** This worker leaves: those that are away go to the others without waiting for it. */
  async disband(): Promise<void> {
    const away = [...this.away.keys()];
    this.away.clear();
    for (const generation of away) {
      const moved = async () => (await this.queue.withdraw(generation)) && (await this.queue.add(generation, 0));
      // The delayed job is still there, or the sweeper sees to it.
      await moved().catch(this.onError);
    }
  }

  private async bringOne(leaving: AbortSignal, host: (job: PulledJob) => unknown): Promise<void> {
    await this.slots.reserve('returning');
    const job = leaving.aborted ? null : await guarded(() => this.claim(), null, this.onError);
    if (job) return void host(job);
    this.slots.cancelReservation();
    if (!leaving.aborted) await this.bell.wait(LOOK_AGAIN_AFTER_MS);
  }

  /** `null` when something more urgent waits, or when others took what was expected. */
  private async claim(): Promise<PulledJob | null> {
    const waiting = await this.puller.mostUrgentWaiting();
    for (const generation of this.due()) {
      if (waiting && isMoreUrgent(waiting, generation.class)) continue;
      this.away.delete(generation);
      if (await this.queue.withdraw(generation)) return this.toJob(generation);
    }
    return null;
  }

  /** The most urgent ones first, and of the same class who left first. */
  private due(): AwayGeneration[] {
    const leftBeforeMs = performance.now() - this.awayAtLeastMs;
    const due = [...this.away].filter(([, leftAtMs]) => leftAtMs <= leftBeforeMs).map(([generation]) => generation);
    return due.sort((left, right) => compareUrgency(left.class, right.class));
  }

  private dueInMs(): number {
    return Math.min(...[...this.away.values()].map((leftAtMs) => leftAtMs + this.awayAtLeastMs - performance.now()));
  }

  /** Its job was taken out of the shared queue, and comes there again when it is given back. */
  private toJob(generation: AwayGeneration): PulledJob {
    const passOn = (delayMs: number) => this.queue.add(generation, delayMs).catch(this.onError);
    return {
      ...generation,
      deliveries: 1,
      complete: () => Promise.resolve(),
      giveBack: () => passOn(0),
      postpone: passOn,
    };
  }
}
