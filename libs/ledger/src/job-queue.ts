import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type GenerationClass, type GenerationId, ServingError } from '#protocol';
import { jobPriority } from './job-priority.js';
import { type LedgerKeys, queueName } from './keys.js';
import { reachLedger } from './redis-connection.js';
import { UrgentCalls } from './urgent-calls.js';

/** A hint that a generation waits to be run. The obligation is the generation's record; jobs may be lost or doubled. */
export interface GenerationJob {
  id: GenerationId;
  epoch: number;
}

/** Puts generations into the shared queue of their model. */
export class JobQueue {
  private readonly queues = new Map<string, Queue<GenerationJob>>();
  private readonly calls: UrgentCalls;

  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly onError: (error: Error) => void,
  ) {
    this.calls = new UrgentCalls(redis, keys);
  }

  /**
   * Adds the job of one epoch, to be pulled at once or after `delayMs`, and calls workers that are full if it may be urgent;
   * adding it again while it waits changes nothing. Throws `ledger_unavailable` when it is unknown whether the job was
   * added: the sweeper will see to it.
   */
  async add(model: string, generationClass: GenerationClass, job: GenerationJob, delayMs = 0): Promise<void> {
    await this.reach(() =>
      this.queueOf(model).add('generate', job, {
        jobId: jobIdOf(job),
        priority: jobPriority(generationClass, job.epoch),
        delay: delayMs,
        removeOnComplete: true,
        removeOnFail: true,
      }),
    );
    if (delayMs === 0) void this.calls.call(model, generationClass);
  }

  /**
   * Sees to it that nobody pulls this job any more: whoever takes it out runs the generation or adds the job again. `false`
   * when somebody has pulled it already and has not settled it. Throws `ledger_unavailable`.
   */
  async withdraw(model: string, job: GenerationJob): Promise<boolean> {
    return (await this.reach(() => this.queueOf(model).remove(jobIdOf(job)))) === 1;
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  /** BullMQ would wait without an end for a connection that was never ready. */
  private reach<Result>(access: () => Promise<Result>): Promise<Result> {
    const isReady = this.redis.status === 'ready';
    return isReady ? reachLedger(access) : Promise.reject(new ServingError('ledger_unavailable'));
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

function jobIdOf({ id, epoch }: GenerationJob): string {
  return `${id}-${epoch}`;
}
