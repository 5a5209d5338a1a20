import { randomUUID } from 'node:crypto';
import {
  type AcquireOutcome,
  type GenerationLedger,
  type GenerationNeeds,
  type GrantedGeneration,
  type Lease,
  type PulledJob,
  retryUntilReachable,
} from '#ledger';
import { ERRORS, type ErrorCode, type GenerationId, encodeEventFrame } from '#protocol';
import type { Engine } from '../engine/engine.js';

/** How often a job whose record is missing is put off, a little longer each time, before it is dropped. */
const WAITS_FOR_RECORD = 10;

/** How long a job is put off that another worker has to take. */
const FOR_ANOTHER_MS = 500;
/** How often in a row nobody suits before a generation is ended: after an outage of the ledger workers are known only once they beat again. */
const NOBODY_SUITS_AT_MOST = 8;
/** Generations that nobody suits are remembered here until they are ended; one that another worker ended, for longer. */
const REMEMBERED_UNSUITED = 1_000;

type Refusal = Exclude<AcquireOutcome, { outcome: 'granted' }>;

/** A generation that this worker may write, or why it may not; the job of one that is `declined` is settled. */
export type TakeOutcome =
  { outcome: 'granted'; grant: GrantedGeneration; lease: Lease } | { outcome: 'suspect' } | { outcome: 'declined' };

export interface LeaseTakerOptions {
  workerId: string;
  /** Whether any live worker has what a generation needs. */
  someoneSuits: (needs: GenerationNeeds) => Promise<boolean>;
}

/** Takes the leases of the generations that jobs stand for. */
export class LeaseTaker {
  private readonly unsuited = new Map<GenerationId, number>();

  constructor(
    private readonly engine: Pick<Engine, 'vocabulary' | 'contextTokens' | 'adapters'>,
    private readonly ledger: Pick<GenerationLedger, 'acquire' | 'terminate'>,
    private readonly options: LeaseTakerOptions,
  ) {}

  /** `isAlone`: nothing else runs here, and will not before this generation's next token. */
  async take(job: PulledJob, isAlone: boolean): Promise<TakeOutcome> {
    const leaseId = randomUUID();
    const { vocabulary, contextTokens, adapters } = this.engine;
    const abilities = { vocabularyHash: vocabulary.hash, contextTokens, adapters };
    const applicant = { workerId: this.options.workerId, ...abilities, isAlone };
    const grant = await retryUntilReachable(() => this.ledger.acquire(job.id, job.epoch, leaseId, applicant));
    if (grant.outcome === 'suspect') return { outcome: 'suspect' };
    if (grant.outcome !== 'granted') {
      await this.decline(job, grant);
      return { outcome: 'declined' };
    }
    const { epoch, timeline } = grant;
    return { outcome: 'granted', grant, lease: { generationId: job.id, epoch, leaseId, timeline } };
  }

  private async decline(job: PulledJob, refusal: Exclude<Refusal, { outcome: 'suspect' }>): Promise<void> {
    switch (refusal.outcome) {
      case 'held':
        // The sweeper sees to a lease that lapses: a job that meets a live one again and again need not look often.
        return job.postpone((refusal.lapsesInMs + 50) * job.deliveries);
      case 'recovering':
        return job.postpone(refusal.readyInMs + 10);
      case 'unsuitable':
        if (await this.mayBeSuited(job.id, refusal.needs)) return job.postpone(FOR_ANOTHER_MS);
        await this.end(job.id, 'vocabulary_mismatch');
        return job.complete();
      case 'poisonous':
        await this.end(job.id, 'poisonous_request');
        return job.complete();
      case 'unknown':
        // The gateway sends record and job at the same time; normally the record is first.
        return job.deliveries > WAITS_FOR_RECORD ? job.complete() : job.postpone(job.deliveries * 10);
      case 'duplicate':
      case 'gone':
        return job.complete();
    }
  }

  /** Whether somebody has what is needed, or may only not be known to at the moment. */
  private async mayBeSuited(id: GenerationId, needs: GenerationNeeds): Promise<boolean> {
    const tries = (this.unsuited.get(id) ?? 0) + 1;
    this.unsuited.delete(id);
    if (await this.options.someoneSuits(needs)) return true;
    if (tries >= NOBODY_SUITS_AT_MOST) return false;
    if (this.unsuited.size >= REMEMBERED_UNSUITED) this.unsuited.clear();
    this.unsuited.set(id, tries);
    return true;
  }

  private async end(id: GenerationId, code: ErrorCode): Promise<void> {
    await this.ledger.terminate(id, encodeEventFrame({ type: 'error', code, message: ERRORS[code].wording }));
  }
}
