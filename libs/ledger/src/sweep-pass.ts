import { type ErrorCode, type GenerationId, encodeEventFrame } from '#protocol';
import { toGenerationClass } from './generation-class.js';
import { type GenerationLedger, LEASE_MS, UNCONFIRMED_MS } from './generation-ledger.js';
import type { JobQueue } from './job-queue.js';
import type { LedgerKeys } from './keys.js';
import type { LedgerConnection } from './ledger-connection.js';
import type { TerminateCondition } from './outcomes.js';
import type { ScriptReply } from './redis-connection.js';

const AT_MOST = 200;

/** What one look of a sweeper does, whenever it looks. */
export class SweepPass {
  /** By shard, on Redis's clock: when it was looked at last. Without one, what is found is believed at any time. */
  private readonly lastLooks = new Map<number, number>();

  /** `steadyMs`: when Redis takes longer from one look to the next, lapsed leases wait for one look more; `null`: they never do. */
  constructor(
    private readonly connection: Pick<LedgerConnection, 'run' | 'hearOf'>,
    private readonly keys: LedgerKeys,
    private readonly ledger: Pick<GenerationLedger, 'confirmQueued' | 'terminate'>,
    private readonly queue: Pick<JobQueue, 'add'>,
    private readonly steadyMs: number | null = null,
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
    const dueByMs = this.dueByMs(shard);
    const values = [...prefixes, AT_MOST, UNCONFIRMED_MS, LEASE_MS, dueByMs ?? ''];
    const [timeline, now, ...orphans] = await this.connection.run('ledgerSweep', ...keys, ...values);
    this.connection.hearOf(String(timeline));
    this.noteLook(shard, Number(now), dueByMs);
    const starts = Array.from({ length: Math.floor(orphans.length / 4) }, (_, index) => index * 4);
    await Promise.all(starts.map((start) => this.queueAgain(orphans.slice(start, start + 4))));
    return starts.length;
  }

  private dueByMs(shard: number): number | null {
    const lastLookMs = this.lastLooks.get(shard);
    return this.steadyMs === null || lastLookMs === undefined ? null : lastLookMs + this.steadyMs;
  }

  /** After one that came too late the next one counts, whenever it comes: slow looks must not keep the dead from being found. */
  private noteLook(shard: number, nowMs: number, dueByMs: number | null): void {
    if (dueByMs !== null && nowMs > dueByMs) this.lastLooks.delete(shard);
    else this.lastLooks.set(shard, nowMs);
  }

  private async queueAgain([id, epoch, model, generationClass]: ScriptReply): Promise<void> {
    const job = { id: String(id), epoch: Number(epoch) };
    await this.queue.add(String(model), toGenerationClass(generationClass), job);
    await this.ledger.confirmQueued(job.id, job.epoch);
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
    const body = encodeEventFrame({ type: 'error', code, message });
    await this.ledger.terminate(id, body, condition);
  }
}
