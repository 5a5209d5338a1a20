import type { PulledJob, ReleaseCause } from '#ledger';
import { GENERATION_CLASSES, type GenerationClass } from '#protocol';
import type { EngineSlot } from '../engine/engine.js';
import type { RunningGeneration } from '../generation/running-generation.js';
import type { Stay, StayOutcome } from '../generation/stay.js';
import { SlotTable } from '../slots/slot-table.js';
import type { AwayGeneration } from './home-coming.js';

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

export function slotTable(count: number): SlotTable {
  const slots = Array.from({ length: count }, (_, index) => ({
    index,
    cachedTokens: [],
    adapter: null,
    rest: () => undefined,
  }));
  return new SlotTable(slots as unknown as EngineSlot[]);
}

/** The shared queue and a worker's inbox in memory, most urgent first; tells what became of its jobs. */
export class HandFedQueue {
  readonly waiting: AwayGeneration[] = [];
  /** `completed a`, `given back a`, `postponed a`, `withdrawn a`, in their order. */
  readonly settled: string[] = [];
  wakings = 0;
  arrivals = 0;
  private arrive: () => void = () => undefined;
  private offer: (job: PulledJob | null) => void = () => undefined;

  readonly puller = {
    pull: (): Promise<PulledJob | null> => {
      const next = this.waiting.shift();
      return Promise.resolve(next ? this.jobOf(next) : null);
    },
    mostUrgentWaiting: (): Promise<GenerationClass | null> => Promise.resolve(this.waiting[0]?.class ?? null),
    arrival: () => new Promise<void>((resolve) => ((this.arrive = resolve), this.arrivals++)),
    wakeAnother: () => Promise.resolve(void this.wakings++),
  };
  readonly inbox = { next: () => new Promise<PulledJob | null>((resolve) => (this.offer = resolve)) };
  readonly queue = {
    add: (generation: AwayGeneration): Promise<void> => Promise.resolve(this.put(generation)),
    withdraw: ({ id, epoch }: AwayGeneration): Promise<boolean> => {
      const index = this.waiting.findIndex((one) => one.id === id && one.epoch === epoch);
      if (index >= 0) this.waiting.splice(index, 1);
      if (index >= 0) this.settled.push(`withdrawn ${id}`);
      return Promise.resolve(index >= 0);
    },
  };

  /** Adds a job, at the head of its class, without waking anybody. */
  put({ id, epoch, class: generationClass }: AwayGeneration): void {
    this.waiting.unshift({ id, epoch, class: generationClass });
    this.waiting.sort((left, right) => rankOf(left.class) - rankOf(right.class));
  }

  add(id: string, generationClass: GenerationClass): void {
    this.put({ id, epoch: 1, class: generationClass });
  }

  wake(): void {
    this.arrive();
  }

  offerJob(job: PulledJob | null): void {
    this.offer(job);
  }

  jobOf(generation: AwayGeneration): PulledJob {
    const settle = (how: string) => () => Promise.resolve(void this.settled.push(`${how} ${generation.id}`));
    const back = settle('given back');
    return {
      ...generation,
      deliveries: 1,
      complete: settle('completed'),
      postpone: settle('postponed'),
      giveBack: () => (this.put(generation), back()),
    };
  }
}

function rankOf(generationClass: GenerationClass): number {
  return GENERATION_CLASSES.indexOf(generationClass);
}

/** Runs what it is given until it is told how that ends, and leaves at once when it is asked to. */
export class HandRunRunner {
  /** Of those that have a slot, in the order in which they got it. */
  readonly started: string[] = [];
  readonly aloneIds: string[] = [];
  readonly left: string[] = [];
  /** What happens to these instead of being granted. */
  readonly refusals = new Map<string, 'suspect' | 'declined'>();
  /** Those that leave only when they are told how they end. */
  readonly slowToLeave = new Set<string>();
  private readonly ends = new Map<string, (outcome: StayOutcome) => void>();
  private readonly progress = new Map<string, () => void>();

  constructor(
    private readonly slots: SlotTable,
    private readonly describe: (id: string) => Partial<RunningGeneration> = () => ({}),
  ) {}

  get runningIds(): string[] {
    return [...this.ends.keys()];
  }

  async run(job: PulledJob, stay: Stay): Promise<StayOutcome> {
    await Promise.resolve();
    const refusal = this.refusals.get(job.id);
    if (refusal && !(refusal === 'suspect' && stay.isAlone)) return this.refuse(job, refusal);
    const claim = this.slots.claim([], null);
    this.started.push(job.id);
    if (stay.isAlone) this.aloneIds.push(job.id);
    stay.onStarted(this.runningOf(job));
    const outcome = await this.outcomeOf(job, stay);
    claim.release();
    await job.complete();
    return outcome;
  }

  /** A token of it is in its log. */
  progressed(id: string): void {
    this.progress.get(id)?.();
  }

  finish(id: string): void {
    this.ends.get(id)?.({ outcome: 'over' });
  }

  private outcomeOf(job: PulledJob, { leave, onProgress }: Stay): Promise<StayOutcome> {
    this.progress.set(job.id, onProgress);
    return new Promise<StayOutcome>((resolve) => {
      const end = (outcome: StayOutcome): void => {
        this.ends.delete(job.id);
        resolve(outcome);
      };
      const goAway = (): void => {
        const cause = leave.reason as ReleaseCause;
        this.left.push(`${job.id} ${cause}`);
        if (!this.slowToLeave.has(job.id)) end({ outcome: 'left', cause, epoch: job.epoch + 1 });
      };
      this.ends.set(job.id, end);
      if (leave.aborted) goAway();
      else leave.addEventListener('abort', goAway);
    });
  }

  private async refuse(job: PulledJob, refusal: 'suspect' | 'declined'): Promise<StayOutcome> {
    this.slots.cancelReservation();
    if (refusal === 'declined') await job.complete();
    return { outcome: refusal };
  }

  private runningOf({ id, class: generationClass }: PulledJob): RunningGeneration {
    const asDescribed = { tokens: 10, startedAtMs: 0, preemptions: 0, newTokens: 1, ...this.describe(id) };
    return { ...asDescribed, id, class: generationClass };
  }
}
