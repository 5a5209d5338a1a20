import type { JobPuller, PulledJob } from '#ledger';
import { GENERATION_CLASSES, type GenerationClass, type GenerationId } from '#protocol';
import type { StayOutcome } from '../generation/stay.js';
import type { SlotTable } from '../slots/slot-table.js';
import { Bell } from './bell.js';
import { type PreemptionLimits, chooseVictim, isMoreUrgent } from './choose-victim.js';
import { guarded } from './guarded.js';
import type { Stays } from './stays.js';

/** How often a full worker looks at the queue when nobody calls. */
const LOOK_EVERY_MS = 50;
/** Those that are remembered as declined may never come back. */
const REMEMBERED_IN_VAIN = 100;
/** For how long a job is put off for which a generation gave way in vain. */
const IN_VAIN_MS = 500;

type Host = (job: PulledJob) => Promise<StayOutcome>;

/**
 * Makes room for a higher class when every slot is in use (design rule 12): claims one waiting job, and only then asks one
 * generation of a lower class to leave; one for each claim.
 */
export class Preemption {
  private readonly bell = new Bell();
  private readonly admissions = new Set<Promise<void>>();
  private readonly inVain = new Set<GenerationId>();

  constructor(
    private readonly stays: Pick<Stays, 'running' | 'sendAway'>,
    private readonly slots: Pick<SlotTable, 'free' | 'reserve' | 'tryReserve'>,
    private readonly puller: Pick<JobPuller, 'pull' | 'mostUrgentWaiting'>,
    private readonly limits: PreemptionLimits,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Work of this class may have come: look now. */
  call(waiting: GenerationClass): void {
    if (this.stays.running.some((one) => isMoreUrgent(waiting, one.class))) this.bell.ring();
  }

  /** Hands each job that was made room for to `host`, with a slot reserved, until `leaving` is aborted and all are handed on. */
  async watch(leaving: AbortSignal, host: Host): Promise<void> {
    leaving.addEventListener('abort', () => this.bell.ring());
    while (!leaving.aborted) {
      const againInMs = await guarded(() => this.look(host), LOOK_EVERY_MS, this.onError);
      if (againInMs > 0 && !leaving.aborted) await this.bell.wait(againInMs);
    }
    await Promise.all(this.admissions);
  }

  /** In how many milliseconds to look again. */
  private async look(host: Host): Promise<number> {
    if (this.slots.free > 0 || !this.someCouldGiveWay()) return LOOK_EVERY_MS;
    const waiting = await this.puller.mostUrgentWaiting();
    if (!waiting) return LOOK_EVERY_MS;
    const { victim, eligibleInMs } = this.choose(waiting);
    if (!victim) return Math.min(eligibleInMs ?? LOOK_EVERY_MS, LOOK_EVERY_MS);
    return (await this.claim(host)) ? 0 : LOOK_EVERY_MS;
  }

  private someCouldGiveWay(): boolean {
    const [highest] = GENERATION_CLASSES;
    return this.stays.running.some((one) => isMoreUrgent(highest, one.class));
  }

  /** Whether a job was claimed. What was seen to wait may be taken meanwhile, and what is pulled instead less urgent. */
  private async claim(host: Host): Promise<boolean> {
    const job = await this.puller.pull();
    if (!job) return false;
    if (this.slots.tryReserve()) return this.track(host(job));
    const { victim } = this.choose(job.class);
    if (!victim) {
      await job.giveBack();
      return false;
    }
    if (this.inVain.delete(job.id)) await job.postpone(IN_VAIN_MS);
    else {
      this.stays.sendAway(victim.id, 'preempt');
      this.track(this.admit(job, host));
    }
    return true;
  }

  /** A job that is then declined must not make one generation after the other give way to it. */
  private async admit(job: PulledJob, host: Host): Promise<void> {
    await this.slots.reserve('urgent');
    const { outcome } = await host(job);
    if (outcome !== 'declined') return;
    if (this.inVain.size >= REMEMBERED_IN_VAIN) this.inVain.clear();
    this.inVain.add(job.id);
  }

  private choose(waiting: GenerationClass) {
    return chooseVictim(this.stays.running, waiting, performance.now(), this.limits);
  }

  private track(admission: Promise<unknown>): true {
    const tracked: Promise<void> = admission.then(() => void this.admissions.delete(tracked));
    this.admissions.add(tracked);
    return true;
  }
}
