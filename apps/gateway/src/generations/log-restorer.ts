import { type GenerationLedger, type JobQueue, type RestoreOutcome, retryUntilReachable } from '#ledger';
import { type Generation, type GenerationId, encodeFrameBody } from '#protocol';
import type { GatewayMetrics } from '../gateway-metrics.js';
import type { Followers } from './followers.js';
import type { Graces } from './graces.js';
import type { SeenFrames, SeenLog } from './seen-frames.js';

/** After that everybody goes on from what there is. */
const WITHIN_MS = 30_000;

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

  constructor(
    private readonly ledger: RestoreLedger,
    private readonly seen: SeenFrames,
    private readonly followers: Pick<Followers, 'endAll' | 'lookAt'>,
    private readonly graces: Pick<Graces, 'followerOf'>,
    private readonly metrics: Pick<GatewayMetrics, 'restored'>,
  ) {}

  /** Never rejects: what could not be told in time is decided without us. */
  async restoreAll(): Promise<void> {
    await Promise.all(this.seen.all().map((log) => this.restoreOnce(log)));
  }

  /** One that is followed here has no record any more. Never rejects. */
  async restoreMissing(id: GenerationId): Promise<void> {
    const log = this.seen.all().find((one) => one.id === id);
    if (log) await this.restoreOnce(log);
  }

  /** One attempt at a time: the next look at the log begins another. */
  private async restoreOnce(log: SeenLog): Promise<void> {
    if (this.underWay.has(log.id)) return;
    this.underWay.add(log.id);
    const signal = AbortSignal.timeout(WITHIN_MS);
    await retryUntilReachable(() => this.restore(log), signal).catch(() => undefined);
    this.underWay.delete(log.id);
  }

  private async restore(log: SeenLog): Promise<void> {
    const { outcome, logLength } = await this.offer(log);
    switch (outcome) {
      case 'ok':
        this.metrics.restored(log.bodies.length);
        return this.followers.lookAt(log.id);
      case 'unknown':
        return this.takeInAgain(log);
      case 'gap':
        return this.giveUp(log.id, logLength);
      case 'conflict':
        // Somebody went on from a shorter log before we could say so. What was shown is not true any more.
        return this.followers.endAll(log.id, 'generation_lost');
    }
  }

  private offer({ id, firstSequence, bodies, isTerminal }: SeenLog): Promise<RestoreOutcome> {
    return this.ledger.generations.restore(id, firstSequence, bodies, { isFollower: true, isTerminal });
  }

  /** Redis has no record. One that was accepted here, and of which everything is known, begins again where it was. */
  private async takeInAgain(log: SeenLog): Promise<void> {
    const { id, generation, firstSequence, isTerminal } = log;
    if (isTerminal) return;
    if (!generation || firstSequence > 1) return this.followers.endAll(id, 'generation_lost');
    await this.ledger.generations.acceptAgain(generation, this.graces.followerOf(generation));
    const { outcome } = await this.offer(log);
    if (outcome !== 'ok') return this.followers.endAll(id, 'generation_lost');
    await this.queueAgain(generation);
    this.followers.lookAt(id);
  }

  private async queueAgain({ id, model, class: generationClass }: Generation): Promise<void> {
    await this.ledger.queue.add(model, generationClass, { id, epoch: 1 });
    await this.ledger.generations.confirmQueued(id, 1);
  }

  /** The log ends before what was kept here begins: the frames between are nowhere. */
  private async giveUp(id: GenerationId, logLength: number): Promise<void> {
    const who = { isFollower: true, isTerminal: false };
    await this.ledger.generations.restore(id, logLength + 1, [], who);
    const event = { type: 'error', code: 'generation_lost', message: 'Redis lost a part of it.' } as const;
    const ending = encodeFrameBody({ firstTokenIndex: 0, tokenIds: [], events: [event] });
    await this.ledger.generations.terminate(id, ending);
    this.followers.endAll(id, 'generation_lost');
  }
}
