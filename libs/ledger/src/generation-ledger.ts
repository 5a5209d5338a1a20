import type { Redis } from 'ioredis';
import { type Frame, type Generation, type GenerationId, decodeFrame } from '#protocol';
import { toAcquireOutcome } from './acquire-outcome.js';
import { encodeGeneration } from './generation-codec.js';
import { toGenerationClass } from './generation-class.js';
import type { LedgerKeys } from './keys.js';
import type {
  AcquireOutcome,
  AppendOutcome,
  Lease,
  LeaseApplicant,
  RevokeOutcome,
  TerminateOutcome,
} from './outcomes.js';
import { type ScriptReply, reachLedger, runBinaryScript, runScript } from './redis-connection.js';

/** How long the holder of a lease may be silent before another worker may take over. */
export const LEASE_MS = 2_000;
/** How long a freshly queued generation may be without a confirmed queue job before the sweeper adds one. */
export const UNCONFIRMED_MS = 2_000;
/** How often the sweeper renews the job of a generation that waits, in case the queue lost it. */
const CONFIRMED_MS = 5 * 60_000;
/** How long a finished generation can still be replayed. */
const RETENTION_MS = 10 * 60_000;

/**
 * The truth about every generation: its record, its token log and its lease. Every method is one round trip, throws
 * `ledger_unavailable` when Redis cannot be reached, and may be called again when it did.
 */
export class GenerationLedger {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  /** Makes a generation durable. When this returns it will end, whoever dies. */
  async accept(generation: Generation, replyTo: string): Promise<void> {
    const { json, prompt } = encodeGeneration(generation);
    const { id, model, vocabularyHash, promptTokenIds, maxOutputTokens, adapter } = generation;
    const { record, waiting } = this.keysOf(id);
    const needs = [vocabularyHash, promptTokenIds.length + maxOutputTokens, adapter ?? ''];
    const values = [id, json, prompt, model, ...needs, generation.class, replyTo, UNCONFIRMED_MS];
    await runScript(this.redis, 'ledgerAccept', record, waiting, ...values);
  }

  /** Tells the sweeper that the queue has the job of this epoch. */
  async confirmQueued(id: GenerationId, epoch: number): Promise<void> {
    const { record, waiting } = this.keysOf(id);
    await runScript(this.redis, 'ledgerConfirmQueued', record, waiting, id, epoch, CONFIRMED_MS);
  }

  /** Takes the right to append, for a job's epoch, and with it the generation (design rule 2). Repeating it with the same lease id is safe. */
  async acquire(id: GenerationId, epoch: number, leaseId: string, applicant: LeaseApplicant): Promise<AcquireOutcome> {
    const { record, log, waiting, leases } = this.keysOf(id);
    const { workerId, vocabularyHash, contextTokens, adapters } = applicant;
    const abilities = [vocabularyHash, contextTokens, JSON.stringify(adapters)];
    const values = [id, epoch, leaseId, workerId, LEASE_MS, ...abilities];
    return toAcquireOutcome(
      await runBinaryScript(this.redis, 'ledgerAcquire', record, log, waiting, leases, ...values),
    );
  }

  /** Prolongs a lease; `false` means it was lost and nothing more may be done for the generation. */
  async renew({ generationId: id, leaseId }: Lease): Promise<boolean> {
    const { record, leases } = this.keysOf(id);
    return (await runScript(this.redis, 'ledgerRenew', record, leases, id, leaseId, LEASE_MS))[0] === 'ok';
  }

  /** Appends frame bodies from `firstSequence` on (design rule 3). Calls made in the same tick share one round trip. */
  async append(
    { generationId: id, leaseId }: Lease,
    firstSequence: number,
    bodies: readonly Uint8Array[],
  ): Promise<AppendOutcome> {
    const { record, log, leases } = this.keysOf(id);
    const values = [id, leaseId, LEASE_MS, firstSequence, ...bodies.map(toBuffer)];
    const reply = await runScript(this.redis, 'ledgerAppend', record, log, leases, ...values);
    return { outcome: reply[0] as AppendOutcome['outcome'], logLength: numberAt(reply, 1) };
  }

  /** The holder's terminal frame, which must be the next in the log. */
  async finish({ generationId: id, leaseId }: Lease, sequence: number, body: Uint8Array): Promise<TerminateOutcome> {
    return this.runTerminate(id, leaseId, sequence, body);
  }

  /** Anybody's terminal frame: a cancel, a failure. The first to end a generation wins; its holder is fenced (design rule 8). */
  async terminate(id: GenerationId, body: Uint8Array): Promise<TerminateOutcome> {
    return this.runTerminate(id, '', 0, body);
  }

  /** Gives the generation back to be continued elsewhere; the new epoch, or `null` when the lease was lost already. */
  async release({ generationId: id, leaseId }: Lease): Promise<number | null> {
    const { record, waiting, leases } = this.keysOf(id);
    const reply = await runScript(this.redis, 'ledgerRelease', record, waiting, leases, id, leaseId, UNCONFIRMED_MS);
    return reply[0] === 'ok' ? numberAt(reply, 1) : null;
  }

  /** Takes the lease of a holder that was silent for `silentMs`; the caller then queues the generation again (design rule 4). */
  async revokeSilent(id: GenerationId, silentMs: number): Promise<RevokeOutcome> {
    const { record, waiting, leases } = this.keysOf(id);
    const values = [id, silentMs, LEASE_MS, UNCONFIRMED_MS];
    const [outcome, epoch, model, generationClass] = await runScript(
      this.redis,
      'ledgerRevokeSilent',
      record,
      waiting,
      leases,
      ...values,
    );
    if (outcome !== 'revoked') return { outcome: outcome === 'alive' ? 'alive' : 'not-held' };
    return { outcome, epoch: Number(epoch), model: String(model), class: toGenerationClass(generationClass) };
  }

  /** The worker that was given a lease last; `null` when none ever was. */
  async takerOf(id: GenerationId): Promise<string | null> {
    return reachLedger(() => this.redis.hget(this.keys.record(id), 'worker'));
  }

  /** Whether there is a record; its log alone cannot say, since a generation that waits has none. */
  async exists(id: GenerationId): Promise<boolean> {
    return (await reachLedger(() => this.redis.exists(this.keys.record(id)))) === 1;
  }

  /** The frames from `firstSequence` on, at most `limit` of them; empty when there are none yet or no longer. */
  async read(id: GenerationId, firstSequence: number, limit: number): Promise<Frame[]> {
    const entries = await reachLedger(() =>
      this.redis.xrangeBuffer(this.keys.log(id), `${firstSequence}-0`, '+', 'COUNT', limit),
    );
    return entries.map(([entryId, fields]) => {
      const body = fields[1];
      if (!body) throw new Error(`Log entry ${entryId.toString()} of ${id} has no frame`);
      return decodeFrame(Number.parseInt(entryId.toString(), 10), body);
    });
  }

  private async runTerminate(
    id: GenerationId,
    leaseId: string,
    sequence: number,
    body: Uint8Array,
  ): Promise<TerminateOutcome> {
    const { record, log, waiting, leases } = this.keysOf(id);
    const values = [id, leaseId, sequence, toBuffer(body), RETENTION_MS];
    const reply = await runScript(this.redis, 'ledgerTerminate', record, log, waiting, leases, ...values);
    return reply[0] as TerminateOutcome;
  }

  private keysOf(id: GenerationId): { record: string; log: string; waiting: string; leases: string } {
    const shard = this.keys.shardOf(id);
    return {
      record: this.keys.record(id),
      log: this.keys.log(id),
      waiting: this.keys.waiting(shard),
      leases: this.keys.leases(shard),
    };
  }
}

function toBuffer(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function numberAt(reply: ScriptReply, index: number): number {
  return Number(reply[index]);
}
