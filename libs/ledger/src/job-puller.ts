import { randomUUID } from 'node:crypto';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { GenerationClass } from '#protocol';
import { classOfPriority, classOfScore } from './job-priority.js';
import type { GenerationJob } from './job-queue.js';
import { type LedgerKeys, queueName } from './keys.js';
import { reachLedger } from './redis-connection.js';

/** A job whose worker died before it took the lease comes back after this and one or two checks; a lock lost early does no harm. */
const LOCK_MS = 5_000;
const LOOK_FOR_STALLED_EVERY_MS = 2_000;
const RENEW_LOCKS_EVERY_MS = 1_500;
/** Short enough that a draining worker need not wait for its pull to come back. */
const WAIT_FOR_JOB_SECONDS = 1;
/** How BullMQ keeps the time at which a delayed job is due, in milliseconds, with its order in the lower bits. */
const SCORES_PER_MILLISECOND = 0x1000;
const DUE_AT_A_TIME = 100;

/** A job taken from the queue. Exactly one of its methods must be called; after that it is no longer ours. */
export interface PulledJob extends GenerationJob {
  class: GenerationClass;
  /** How often the queue has given this job out, this time included. */
  deliveries: number;
  /** The job served its purpose: the generation ended, or another job stands for it. */
  complete(): Promise<void>;
  /** The generation cannot be taken now: the job comes back after `delayMs`. */
  postpone(delayMs: number): Promise<void>;
  /** Not for this worker: the job goes back to the head of its priority for another one at once. */
  giveBack(): Promise<void>;
}

/**
 * Pulls jobs of one model by hand, one at a time and only when the caller has a free slot for it. Jobs stay active, and
 * their locks are renewed, until they are completed or postponed; a job that BullMQ gives out twice does no harm,
 * since only the lease in the ledger allows to append.
 */
export class JobPuller {
  private readonly worker: Worker<GenerationJob>;
  private readonly held = new Map<string, string>();
  private readonly renewing: NodeJS.Timeout;

  /** `waiting`: a connection that does nothing else. */
  constructor(
    private readonly redis: Redis,
    private readonly waiting: Redis,
    keys: LedgerKeys,
    model: string,
    onError: (error: Error) => void,
  ) {
    this.worker = new Worker<GenerationJob>(queueName(model), null, {
      connection: redis,
      prefix: keys.queuePrefix,
      autorun: false,
      lockDuration: LOCK_MS,
      stalledInterval: LOOK_FOR_STALLED_EVERY_MS,
      maxStalledCount: 1_000,
    });
    this.worker.on('error', onError);
    void this.worker.startStalledCheckTimer().catch(onError);
    this.renewing = setInterval(() => void this.renewLocks().catch(onError), RENEW_LOCKS_EVERY_MS);
  }

  /** A job if one waits, else `null`, in one round trip. Several may be pulled at the same time. */
  async pull(): Promise<PulledJob | null> {
    const token = randomUUID();
    const job = await this.worker.getNextJob(token, { block: false });
    if (!job) return null;
    this.held.set(jobId(job), token);
    return {
      ...job.data,
      class: classOfPriority(job.opts.priority ?? 0),
      deliveries: job.attemptsStarted,
      complete: () => this.settle(job, async () => void (await job.moveToCompleted(null, token, false))),
      giveBack: () =>
        this.settle(job, async () => {
          await job.moveToWait(token);
          await this.wakeAnother();
        }),
      postpone: (delayMs) => this.settle(job, () => job.moveToDelayed(Date.now() + delayMs, token)),
    };
  }

  /**
   * The class of the job that would be pulled next, `null` if none waits: a cheap look, in one round trip, that takes
   * nothing. Jobs whose delay is over are put in their places first, which BullMQ does only when somebody pulls.
   */
  async mostUrgentWaiting(): Promise<GenerationClass | null> {
    const [due, head] = await Promise.all([this.dueJobs(), this.headOfQueue()]);
    if (due.length === 0) return head;
    const backend = this.worker.getBackend();
    // One that somebody else has put in its place meanwhile is refused.
    await Promise.all(due.map((id) => backend.promote(id).catch(() => undefined)));
    return this.headOfQueue();
  }

  /** Waits until there may be a job to pull, at most a second. Only one wait may be under way. */
  async arrival(): Promise<void> {
    const dueInSeconds = await this.waitForMarker(WAIT_FOR_JOB_SECONDS);
    if (dueInSeconds > 0) await this.waitForMarker(Math.min(dueInSeconds, WAIT_FOR_JOB_SECONDS));
  }

  /**
   * In how many seconds the marker that came is due: that of a postponed job says so, and a new job may come before. BullMQ's
   * own `waitForJob` is not used, because its blocking connection can end for good when Redis freezes (taskforcesh/bullmq#4585).
   */
  private async waitForMarker(seconds: number): Promise<number> {
    const popped = await reachLedger(() => this.waiting.bzpopmin(this.worker.toKey('marker'), seconds));
    return popped ? (Number(popped[2]) - Date.now()) / 1_000 : 0;
  }

  /**
   * Wakes one that waits for an arrival, here or elsewhere, at once or when the next one begins to wait. BullMQ wakes one
   * worker for a new job, and none for one with a priority that is given back: who was woken and cannot take the job
   * must pass that on.
   */
  async wakeAnother(): Promise<void> {
    await this.redis.zadd(this.worker.toKey('marker'), 0, '0');
  }

  async close(): Promise<void> {
    clearInterval(this.renewing);
    await this.worker.close(true);
  }

  private dueJobs(): Promise<string[]> {
    const now = (Date.now() + 1) * SCORES_PER_MILLISECOND - 1;
    return this.redis.zrangebyscore(this.worker.toKey('delayed'), 0, now, 'LIMIT', 0, DUE_AT_A_TIME);
  }

  private async headOfQueue(): Promise<GenerationClass | null> {
    const head = await this.redis.zrange(this.worker.toKey('prioritized'), 0, '0', 'WITHSCORES');
    const [, score] = head.flat();
    return score === undefined ? null : classOfScore(Number(score));
  }

  /** A lock that was lost means that the queue gave the job to somebody else, whom the ledger will send away. */
  private async settle(job: Job<GenerationJob>, move: () => Promise<void>): Promise<void> {
    this.held.delete(jobId(job));
    try {
      await move();
    } catch (error) {
      this.worker.emit('error', error as Error);
    }
  }

  private async renewLocks(): Promise<void> {
    if (this.held.size > 0) await this.worker.extendJobLocks([...this.held.keys()], [...this.held.values()], LOCK_MS);
  }
}

function jobId(job: Job<GenerationJob>): string {
  if (!job.id) throw new Error('A job without an id');
  return job.id;
}
