import { type GenerationLedger, type JobQueue, type RestoreOutcome, retryUntilReachable } from '#ledger';
import { type Generation, type GenerationId, ServingError, encodeEventFrame } from '#protocol';
import type { GatewayMetrics } from '../gateway-metrics.js';
import type { Followers } from './followers.js';
import type { Graces } from './graces.js';
import type { SeenFrames, SeenLog } from './seen-frames.js';

/** After that a stream whose log could not be restored ends. */
const WITHIN_MS = 30_000;
/** Whoever else knows more has said so by then (the ledger gives them 5 s). */
const OTHERS_RESTORE_WITHIN_MS = 6_000;
/** Logs restored at the same time: Redis and this process have other things to do as well. */
const AT_ONCE = 32;

interface RestoreLedger {
  generations: Pick<GenerationLedger, 'restore' | 'acceptAgain' | 'terminate' | 'confirmQueued'>;
  queue: Pick<JobQueue, 'add'>;
}

/**
 * Makes what clients were shown true again after Redis went back in time: offers it every frame that was seen here before any
 * worker goes on, and takes generations in again that it has forgotten altogether (design rule 5).
 */
export class LogRestorer {
  private readonly underWay = new Set<GenerationId>();
  private rounds = 0;

  constructor(
    private readonly ledger: RestoreLedger,
    private readonly seen: SeenFrames,
    private readonly followers: Pick<Followers, 'endAll' | 'lookAt'>,
    private readonly graces: Pick<Graces, 'followerOf'>,
    private readonly metrics: Pick<GatewayMetrics, 'restored'>,
  ) {}

  /**
   * Redis is in another timeline. Until the log of a generation is settled in it nothing more of it is shown here. Never
   * rejects: a log that could not be settled in time ends for its clients.
   */
  async restoreAll(): Promise<void> {
    this.rounds++;
    const ids = this.seen.unsettleAll().values();
    const lane = async (): Promise<void> => {
      for (const id of ids) await this.restoreOnce(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  /** One that is followed here has no record any more. Never rejects. */
  async restoreMissing(id: GenerationId): Promise<void> {
    await this.restoreOnce(id);
  }

  /** One attempt at a time; once more if Redis went back again meanwhile. */
  private async restoreOnce(id: GenerationId): Promise<void> {
    if (this.underWay.has(id)) return;
    this.underWay.add(id);
    for (let round = -1; round !== this.rounds;) {
      round = this.rounds;
      await this.restoreWithin(id);
    }
    this.underWay.delete(id);
    this.seen.settle(id);
    this.followers.lookAt(id);
  }

  private async restoreWithin(id: GenerationId): Promise<void> {
    const startedMs = performance.now();
    const signal = AbortSignal.timeout(WITHIN_MS);
    try {
      await retryUntilReachable(() => this.restore(id, performance.now() - startedMs), signal);
    } catch {
      this.followers.endAll(id, 'generation_lost');
    }
  }

  private async restore(id: GenerationId, elapsedMs: number): Promise<void> {
    const log = this.seen.logOf(id);
    if (!log) return;
    const { outcome, logLength } = await this.offer(log);
    switch (outcome) {
      case 'ok':
        return this.metrics.restored(log.bodies.length);
      case 'unknown':
        return this.takeInAgain(log);
      case 'gap':
        // Its holder, or another gateway, may have what is missing.
        if (elapsedMs < OTHERS_RESTORE_WITHIN_MS) throw new ServingError('ledger_unavailable');
        return this.giveUp(id, logLength);
      case 'conflict':
        // Somebody went on from a shorter log before we could say so. What was shown is not true any more.
        return this.followers.endAll(id, 'generation_lost');
    }
  }

  /**
   * Mostly nothing is missing: one frame says so. Where somebody has gone on in this timeline all have to be compared, and
   * where the log is shorter it is given what it lacks.
   */
  private async offer(log: SeenLog): Promise<RestoreOutcome> {
    const last = log.bodies.slice(-1);
    const first = await this.give(log, log.firstSequence + Math.max(0, log.bodies.length - 1), last);
    if (first.outcome === 'ok' && first.isTaken) return this.give(log, log.firstSequence, log.bodies);
    if (first.outcome !== 'gap' || first.logLength + 1 < log.firstSequence) return first;
    const missing = log.bodies.slice(first.logLength + 1 - log.firstSequence);
    return this.give(log, first.logLength + 1, missing);
  }

  private give({ id, isTerminal }: SeenLog, sequence: number, bodies: readonly Uint8Array[]): Promise<RestoreOutcome> {
    return this.ledger.generations.restore(id, sequence, bodies, { isFollower: true, isTerminal });
  }

  /** Redis has no record. One that was accepted here, and of which everything is known, begins again where it was. */
  private async takeInAgain(log: SeenLog): Promise<void> {
    const { id, generation, firstSequence, isTerminal } = log;
    if (!generation || firstSequence > 1 || isTerminal) return this.followers.endAll(id, 'generation_lost');
    await this.ledger.generations.acceptAgain(generation, this.graces.followerOf(generation));
    const { outcome } = await this.offer(log);
    if (outcome !== 'ok') return this.followers.endAll(id, 'generation_lost');
    await this.queueAgain(generation);
  }

  private async queueAgain({ id, model, class: generationClass }: Generation): Promise<void> {
    await this.ledger.queue.add(model, generationClass, { id, epoch: 1 });
    await this.ledger.generations.confirmQueued(id, 1);
  }

  /** The log ends before what was kept here begins: the frames between are nowhere. */
  private async giveUp(id: GenerationId, logLength: number): Promise<void> {
    const who = { isFollower: true, isTerminal: false };
    await this.ledger.generations.restore(id, logLength + 1, [], who);
    const message = 'Redis lost a part of it.';
    const ending = encodeEventFrame({ type: 'error', code: 'generation_lost', message });
    await this.ledger.generations.terminate(id, ending);
    this.followers.endAll(id, 'generation_lost');
  }
}
