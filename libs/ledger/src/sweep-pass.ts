import { type ErrorCode, type GenerationId, encodeFrameBody } from '#protocol';
import { toGenerationClass } from './generation-class.js';
import { type GenerationLedger, LEASE_MS, UNCONFIRMED_MS } from './generation-ledger.js';
import type { JobQueue } from './job-queue.js';
import type { LedgerKeys } from './keys.js';
import type { LedgerConnection } from './ledger-connection.js';
import type { TerminateCondition } from './outcomes.js';

const AT_MOST = 200;

/** What one look of a sweeper does, whenever it looks. */
export class SweepPass {
  constructor(
    private readonly connection: Pick<LedgerConnection, 'run' | 'hearOf'>,
    private readonly keys: LedgerKeys,
    private readonly ledger: Pick<GenerationLedger, 'confirmQueued' | 'terminate'>,
    private readonly queue: Pick<JobQueue, 'add'>,
  ) {}

  /** Looks at all shards; how many generations were queued again. */
  async run(): Promise<number> {
    let requeued = 0;
    for (let shard = 0; shard < this.keys.shards; shard++) {
      requeued += await this.sweepShard(shard);
      await this.endLapsed(shard);
    }
    return requeued;
  }

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
