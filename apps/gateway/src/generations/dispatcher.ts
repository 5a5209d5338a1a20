import type { GenerationLedger, JobQueue } from '#ledger';
import type { Generation } from '#protocol';
import type { Graces } from './graces.js';
import type { PrefixAffinity } from './prefix-affinity.js';

/** A worker that finds a job without its record looks for it again and again for about half a second, then drops the job. */
const JOB_WAITS_FOR_RECORD_MS = 400;

/** What of the ledger is needed for it. */
interface DispatchLedger {
  generations: Pick<GenerationLedger, 'accept' | 'confirmQueued'>;
  queue: Pick<JobQueue, 'add'>;
}

/** Makes generations durable and brings them before the workers. */
export class Dispatcher {
  constructor(
    private readonly ledger: DispatchLedger,
    private readonly affinity: Pick<PrefixAffinity, 'offer'>,
    private readonly graces: Pick<Graces, 'followerOf'>,
  ) {}

  /**
   * Resolves when all of them are durable; rejects when that is unknown of any. Record and job are sent at the same time:
   * a job that is faster than its record is put off, one without a record does nothing.
   */
  async dispatch(generations: readonly Generation[], holder: Promise<string | null>): Promise<void> {
    const persisted = generations.map((generation) =>
      this.ledger.generations.accept(generation, this.graces.followerOf(generation)),
    );
    for (const [index, generation] of generations.entries())
      void this.bringToWorkers(generation, holder, persisted[index]);
    const failed = (await Promise.allSettled(persisted)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** The record is the obligation: what neither worker nor queue could be told of, the sweeper tells within seconds. */
  private async bringToWorkers(
    generation: Generation,
    holder: Promise<string | null>,
    persisted: Promise<void> | undefined,
  ): Promise<void> {
    if (await this.affinity.offer(generation, await holder)) return;
    const { id, model, class: generationClass } = generation;
    const addedAtMs = performance.now();
    try {
      await this.ledger.queue.add(model, generationClass, { id, epoch: 1 });
      await persisted;
      // The two connections may be slow one without the other: a job that came long before its record may be gone by now.
      if (performance.now() - addedAtMs > JOB_WAITS_FOR_RECORD_MS) return;
      await this.ledger.generations.confirmQueued(id, 1);
    } catch {
      // The sweeper.
    }
  }
}
