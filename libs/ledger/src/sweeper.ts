import { type ErrorCode, type GenerationId, encodeFrameBody } from '#protocol';
import { toGenerationClass } from './generation-class.js';
import { type GenerationLedger, LEASE_MS, UNCONFIRMED_MS } from './generation-ledger.js';
import type { JobQueue } from './job-queue.js';
import type { LedgerKeys } from './keys.js';
import type { LedgerConnection } from './ledger-connection.js';
import type { TerminateCondition } from './outcomes.js';

const SWEEP_EVERY_MS = 1_000;
const AT_MOST = 200;
/** After Redis came back, holders get time to renew before their leases count as lapsed. */
const GRACE_AFTER_RECONNECT_MS = LEASE_MS + 1_000;

/**
 * Queues again whatever is open and held by nobody (design rule 1), and ends what nobody follows or resumes (rule 10). Every
 * process runs one; a generation that is due is handed to exactly one of them.
 */
export class Sweeper {
  private readonly timer: NodeJS.Timeout;
  private readySinceMs = Date.now();

  constructor(
    private readonly connection: LedgerConnection,
    private readonly keys: LedgerKeys,
    private readonly ledger: GenerationLedger,
    private readonly queue: Pick<JobQueue, 'add'>,
    onError: (error: Error) => void,
  ) {
    connection.redis.on('ready', this.noteReady);
    this.timer = setInterval(
      () => void this.sweep().catch((error: unknown) => onError(error as Error)),
      SWEEP_EVERY_MS,
    );
  }

  /** One pass over all shards; how many generations were queued again. */
  async sweep(): Promise<number> {
    if (!this.connection.isReachable || Date.now() - this.readySinceMs < GRACE_AFTER_RECONNECT_MS) return 0;
    let requeued = 0;
    for (let shard = 0; shard < this.keys.shards; shard++) {
      requeued += await this.sweepShard(shard);
      await this.endLapsed(shard);
    }
    return requeued;
  }

  close(): void {
    clearInterval(this.timer);
    this.connection.redis.off('ready', this.noteReady);
  }

  private readonly noteReady = (): void => {
    this.readySinceMs = Date.now();
  };

  private async sweepShard(shard: number): Promise<number> {
    const keys = [this.keys.waiting(shard), this.keys.leases(shard), this.keys.timeline(shard)];
    const prefixes = [this.keys.recordPrefix(shard), this.keys.logPrefix(shard)];
    const values = [...prefixes, AT_MOST, UNCONFIRMED_MS, LEASE_MS];
    const [timeline, ...orphans] = await this.connection.run('ledgerSweep', ...keys, ...values);
    this.connection.hearOf(String(timeline));
    let queued = 0;
    for (let index = 0; index + 3 < orphans.length; index += 4) {
      const [id, epoch, model, generationClass] = orphans.slice(index, index + 4).map(String);
      if (!id || !model) continue;
      await this.queue.add(model, toGenerationClass(generationClass), { id, epoch: Number(epoch) });
      await this.ledger.confirmQueued(id, Number(epoch));
      queued++;
    }
    return queued;
  }

  private async endLapsed(shard: number): Promise<void> {
    const sets = [this.keys.followers(shard), this.keys.paused(shard)];
    const [count, ...ids] = (await this.connection.run('ledgerLapsed', ...sets, AT_MOST)).map(String);
    const unfollowed = ids.slice(0, Number(count));
    for (const id of unfollowed) await this.end(id, 'unfollowed', 'Nobody follows it any more.');
    for (const id of ids.slice(Number(count))) await this.end(id, 'paused-too-long', 'It was paused for too long.');
  }

  private async end(id: GenerationId, condition: TerminateCondition, message: string): Promise<void> {
    const code: ErrorCode = 'cancelled';
    const body = encodeFrameBody({ firstTokenIndex: 0, tokenIds: [], events: [{ type: 'error', code, message }] });
    await this.ledger.terminate(id, body, condition);
  }
}
