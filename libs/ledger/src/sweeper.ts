import type { Redis } from 'ioredis';
import { type GenerationLedger, LEASE_MS, UNCONFIRMED_MS } from './generation-ledger.js';
import { toGenerationClass } from './generation-class.js';
import type { JobQueue } from './job-queue.js';
import type { LedgerKeys } from './keys.js';
import { runScript } from './redis-connection.js';

const SWEEP_EVERY_MS = 1_000;
const AT_MOST = 200;
/** After Redis came back, holders get time to renew before their leases count as lapsed. */
const GRACE_AFTER_RECONNECT_MS = LEASE_MS + 1_000;

/**
 * Queues again whatever is open and held by nobody (design rule 1). Every process runs one; a generation that is due
 * is handed to exactly one of them.
 */
export class Sweeper {
  private readonly timer: NodeJS.Timeout;
  private readySinceMs = Date.now();

  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly ledger: GenerationLedger,
    private readonly queue: JobQueue,
    onError: (error: Error) => void,
  ) {
    redis.on('ready', this.noteReady);
    this.timer = setInterval(
      () => void this.sweep().catch((error: unknown) => onError(error as Error)),
      SWEEP_EVERY_MS,
    );
  }

  /** One pass over all shards; how many generations were queued again. */
  async sweep(): Promise<number> {
    if (this.redis.status !== 'ready' || Date.now() - this.readySinceMs < GRACE_AFTER_RECONNECT_MS) return 0;
    let requeued = 0;
    for (let shard = 0; shard < this.keys.shards; shard++) requeued += await this.sweepShard(shard);
    return requeued;
  }

  close(): void {
    clearInterval(this.timer);
    this.redis.off('ready', this.noteReady);
  }

  private readonly noteReady = (): void => {
    this.readySinceMs = Date.now();
  };

  private async sweepShard(shard: number): Promise<number> {
    const reply = await runScript(
      this.redis,
      'ledgerSweep',
      this.keys.waiting(shard),
      this.keys.leases(shard),
      this.keys.recordPrefix(shard),
      AT_MOST,
      UNCONFIRMED_MS,
    );
    let queued = 0;
    for (let index = 0; index + 3 < reply.length; index += 4) {
      const [id, epoch, model, generationClass] = reply.slice(index, index + 4).map(String);
      if (!id || !model) continue;
      await this.queue.add(model, toGenerationClass(generationClass), { id, epoch: Number(epoch) });
      await this.ledger.confirmQueued(id, Number(epoch));
      queued++;
    }
    return queued;
  }
}
