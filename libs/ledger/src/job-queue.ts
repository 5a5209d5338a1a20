import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { GenerationClass, GenerationId } from '#protocol';
import { type LedgerKeys, queueName } from './keys.js';
import { reachLedger } from './redis-connection.js';

/** A hint that a generation waits to be run. The obligation is the generation's record; jobs may be lost or doubled. */
export interface GenerationJob {
  id: GenerationId;
  epoch: number;
}

/** BullMQ serves lower numbers first, and a job without a priority before all others: so every job has one, from 1 up. */
const CLASS_PRIORITY: Record<GenerationClass, number> = {
  realtime: 1,
  interactive: 100_001,
  background: 200_001,
  batch: 300_001,
};

/** What was started before goes to the head of its class, new work behind it. */
function jobPriority(generationClass: GenerationClass, epoch: number): number {
  return CLASS_PRIORITY[generationClass] + (epoch > 1 ? 0 : 1);
}

/** Puts generations into the shared queue of their model. */
export class JobQueue {
  private readonly queues = new Map<string, Queue<GenerationJob>>();

  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * Adds the job of one epoch; adding it again while it waits changes nothing. Throws `ledger_unavailable` when it is
   * unknown whether the job was added: the sweeper will see to it.
   */
  async add(model: string, generationClass: GenerationClass, job: GenerationJob): Promise<void> {
    await reachLedger(() =>
      this.queueOf(model).add('generate', job, {
        jobId: `${job.id}-${job.epoch}`,
        priority: jobPriority(generationClass, job.epoch),
        removeOnComplete: true,
        removeOnFail: true,
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private queueOf(model: string): Queue<GenerationJob> {
    const existing = this.queues.get(model);
    if (existing) return existing;
    const queue = new Queue<GenerationJob>(queueName(model), {
      connection: this.redis,
      prefix: this.keys.queuePrefix,
      skipMetasUpdate: true,
      // BullMQ asks for the version once and keeps a failure for good; the ledger checks it by itself.
      skipVersionCheck: true,
    });
    queue.on('error', this.onError);
    this.queues.set(model, queue);
    return queue;
  }
}
