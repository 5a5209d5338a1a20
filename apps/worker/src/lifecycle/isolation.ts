import type { PulledJob } from '#ledger';
import type { StayOutcome } from '../generation/stay.js';
import type { SlotTable } from '../slots/slot-table.js';
import type { Stays } from './stays.js';

/** A second suspect comes back when the first has probably shown what it is. */
const NEXT_SUSPECT_AFTER_MS = 2_000;

/**
 * Runs a generation of which workers died, perhaps, with nothing beside it (design rule 13): a death then is its own doing,
 * and takes nobody along.
 */
export class Isolation {
  private underWay = false;

  constructor(
    private readonly slots: Pick<SlotTable, 'hold' | 'letGo' | 'reserve' | 'cancelReservation'>,
    private readonly stays: Pick<Stays, 'begin' | 'sendAllAway' | 'emptied'>,
    private readonly leaving: AbortSignal,
  ) {}

  /** While it is, nothing else may begin here. */
  get isUnderWay(): boolean {
    return this.underWay;
  }

  /**
   * Hands over everything that runs here and runs the job alone, until its first new token. Another suspect does not wait
   * for that but is put off; a drain comes first. Settles the job. Resolves when the generation is not here any more.
   */
  async run(job: PulledJob): Promise<StayOutcome> {
    if (this.underWay) return this.putOff(job);
    const end = this.begin();
    await this.stays.emptied();
    await this.slots.reserve('alone');
    if (this.leaving.aborted) return this.giveWay(job, end);
    const outcome = await this.stays.begin(job, true, end);
    end();
    return outcome.outcome === 'suspect' ? this.putOff(job) : outcome;
  }

  /** Returns what ends it, once: by the time the generation leaves, another suspect may be alone here. */
  private begin(): () => void {
    this.underWay = true;
    this.slots.hold();
    this.stays.sendAllAway('isolation');
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.underWay = false;
      this.slots.letGo();
    };
  }

  private async putOff(job: PulledJob): Promise<StayOutcome> {
    await job.postpone(NEXT_SUSPECT_AFTER_MS);
    return { outcome: 'declined' };
  }

  private async giveWay(job: PulledJob, end: () => void): Promise<StayOutcome> {
    this.slots.cancelReservation();
    end();
    await job.giveBack();
    return { outcome: 'declined' };
  }
}
