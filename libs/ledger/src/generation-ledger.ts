import { type Frame, type Generation, type GenerationId, decodeFrame } from '#protocol';
import { toAcquireOutcome } from './acquire-outcome.js';
import { encodeGeneration } from './generation-codec.js';
import { toGenerationClass } from './generation-class.js';
import type { GenerationKeys, LedgerKeys } from './keys.js';
import type { LedgerConnection } from './ledger-connection.js';
import type {
  AcquireOutcome,
  AppendOutcome,
  Lease,
  LeaseApplicant,
  ReclaimOutcome,
  ReleaseCause,
  RenewOutcome,
  RestoreOutcome,
  RevokeOutcome,
  TerminateCondition,
  TerminateOutcome,
} from './outcomes.js';
import { type ScriptReply, reachLedger } from './redis-connection.js';

/** How long the holder of a lease may be silent before another worker may take over. */
export const LEASE_MS = 2_000;
/** How long a freshly queued generation may be without a confirmed queue job before the sweeper adds one. */
export const UNCONFIRMED_MS = 2_000;
/** How often the sweeper renews the job of a generation that waits, in case the queue lost it. */
const CONFIRMED_MS = 5 * 60_000;
/** How long one is kept whose pause Redis had forgotten, and with it for how long it was to be kept. */
export const RESTORED_PAUSE_MS = 24 * 60 * 60_000;
/** How long a finished generation can still be replayed. */
const RETENTION_MS = 10 * 60_000;

interface LoggedBody {
  sequence: number;
  body: Uint8Array;
}

/** Who follows a new generation. */
export interface Follower {
  /** Where workers deliver its frames. */
  replyTo: string;
  /** How long it goes on when nobody follows it; `null` for ever. */
  graceMs: number | null;
}

/**
 * The truth about every generation: its record, its token log and its lease. Every method is one round trip, throws
 * `ledger_unavailable` when Redis cannot be reached, and may be called again when it did.
 */
export class GenerationLedger {
  constructor(
    private readonly connection: Pick<LedgerConnection, 'redis' | 'run' | 'runBinary'>,
    private readonly keys: LedgerKeys,
  ) {}

  /** Makes a generation durable. When this returns it will end, whoever dies. */
  async accept(generation: Generation, follower: Follower): Promise<void> {
    await this.runAccept(generation, follower, '');
  }

  /** The same for one that Redis has forgotten: nobody takes it before its followers have restored its log. */
  async acceptAgain(generation: Generation, follower: Follower): Promise<void> {
    await this.runAccept(generation, follower, '1');
  }

  /** Tells the sweeper that the queue has the job of this epoch. */
  async confirmQueued(id: GenerationId, epoch: number): Promise<void> {
    const { record, waiting } = this.keys.of(id);
    await this.connection.run('ledgerConfirmQueued', record, waiting, id, epoch, CONFIRMED_MS);
  }

  /** Tells the sweeper that the queue may soon not have it any more: unless somebody takes the generation, it is queued again. */
  async doubtQueued(id: GenerationId, epoch: number): Promise<void> {
    const { record, waiting } = this.keys.of(id);
    await this.connection.run('ledgerConfirmQueued', record, waiting, id, epoch, UNCONFIRMED_MS);
  }

  /** Takes the right to append, for a job's epoch, and with it the generation (design rule 2). Repeating it with the same lease id is safe. */
  async acquire(id: GenerationId, epoch: number, leaseId: string, applicant: LeaseApplicant): Promise<AcquireOutcome> {
    const { record, log, waiting, leases, timeline } = this.keys.of(id);
    const { workerId, vocabularyHash, contextTokens, adapters, isAlone } = applicant;
    const abilities = [vocabularyHash, contextTokens, JSON.stringify(adapters), isAlone ? 1 : 0];
    const values = [id, epoch, leaseId, workerId, LEASE_MS, ...abilities];
    return toAcquireOutcome(
      await this.connection.runBinary('ledgerAcquire', record, log, waiting, leases, timeline, ...values),
    );
  }

  /** Prolongs a lease; anything but `ok` means that nothing more may be done for the generation, or not yet. */
  async renew({ generationId: id, leaseId }: Lease): Promise<RenewOutcome> {
    const { record, leases, timeline } = this.keys.of(id);
    const reply = await this.connection.run('ledgerRenew', record, leases, timeline, id, leaseId, LEASE_MS);
    return { outcome: reply[0] as RenewOutcome['outcome'], command: numberAt(reply, 1), replyTo: String(reply[2]) };
  }

  /**
   * Takes a lease again that a new timeline has made void. `knownLength`: where the log ends as far as the holder knows;
   * `inFlight`: the frame behind it whose append got no answer; `knownCommand`: number of the latest command it heard of.
   */
  async reclaim(
    { generationId: id, leaseId }: Lease,
    knownLength: number,
    inFlight: Uint8Array | null = null,
    knownCommand = 0,
  ): Promise<ReclaimOutcome> {
    const { record, log, leases, timeline } = this.keys.of(id);
    const values = [id, leaseId, LEASE_MS, knownLength, inFlight ? toBuffer(inFlight) : '', knownCommand];
    const reply = await this.connection.run('ledgerReclaim', record, log, leases, timeline, ...values);
    if (reply[0] === 'ok') return { outcome: 'ok', timeline: String(reply[1]) };
    return { outcome: reply[0] === 'wait' ? 'wait' : 'fenced' };
  }

  /**
   * Appends frame bodies from `firstSequence` on (design rule 3); the last of them logs the effect of the command
   * `acknowledges`. Calls made in the same tick share one round trip.
   */
  async append(
    { generationId: id, leaseId }: Lease,
    firstSequence: number,
    bodies: readonly Uint8Array[],
    acknowledges = 0,
  ): Promise<AppendOutcome> {
    const { record, log, leases, timeline } = this.keys.of(id);
    const values = [id, leaseId, LEASE_MS, acknowledges, firstSequence, ...bodies.map(toBuffer)];
    const reply = await this.connection.run('ledgerAppend', record, log, leases, timeline, ...values);
    return {
      outcome: reply[0] as AppendOutcome['outcome'],
      logLength: numberAt(reply, 1),
      command: numberAt(reply, 2),
      replyTo: String(reply[3]),
    };
  }

  /** Gives a log back what Redis may have forgotten of it when it went back in time. `last`: whether the last frame is terminal. */
  async restore(
    id: GenerationId,
    firstSequence: number,
    bodies: readonly Uint8Array[],
    { isFollower, isTerminal }: { isFollower: boolean; isTerminal: boolean },
  ): Promise<RestoreOutcome> {
    const { record, log, timeline, waiting, leases, followers, paused } = this.keys.of(id);
    const frames = bodies.flatMap((body) => [toBuffer(body), meaningOf(body)]);
    const values = [
      id,
      isFollower ? 1 : 0,
      isTerminal ? 1 : 0,
      RETENTION_MS,
      RESTORED_PAUSE_MS,
      firstSequence,
      ...frames,
    ];
    const keys = [record, log, waiting, leases, followers, paused, timeline];
    const reply = await this.connection.run('ledgerRestore', ...keys, ...values);
    return {
      outcome: reply[0] as RestoreOutcome['outcome'],
      logLength: numberAt(reply, 1),
      isTaken: reply[2] === 1,
    };
  }

  /** The holder's terminal frame, which must be the next in the log. */
  async finish({ generationId: id, leaseId }: Lease, sequence: number, body: Uint8Array): Promise<TerminateOutcome> {
    return this.runTerminate(id, leaseId, sequence, body, 'always');
  }

  /** Anybody's terminal frame: a cancel, a failure. The first to end a generation wins; its holder is fenced (design rule 8). */
  async terminate(
    id: GenerationId,
    body: Uint8Array,
    condition: TerminateCondition = 'always',
  ): Promise<TerminateOutcome> {
    return this.runTerminate(id, '', 0, body, condition);
  }

  /** Gives the generation back to be continued elsewhere; the new epoch, or `null` when the lease was lost already. */
  async release({ generationId: id, leaseId }: Lease, cause: ReleaseCause): Promise<number | null> {
    const { record, log, waiting, leases } = this.keys.of(id);
    const values = [id, leaseId, UNCONFIRMED_MS, cause];
    const reply = await this.connection.run('ledgerRelease', record, log, waiting, leases, ...values);
    return reply[0] === 'ok' ? numberAt(reply, 1) : null;
  }

  /** Takes the lease of a holder that was silent for `silentMs`; the caller then queues the generation again (design rule 4). */
  async revokeSilent(id: GenerationId, silentMs: number): Promise<RevokeOutcome> {
    const { record, log, waiting, leases, timeline } = this.keys.of(id);
    const values = [id, silentMs, LEASE_MS, UNCONFIRMED_MS];
    const reply = await this.connection.run('ledgerRevokeSilent', record, log, waiting, leases, timeline, ...values);
    const [outcome, epoch, model, generationClass] = reply;
    if (outcome !== 'revoked') return { outcome: outcome === 'alive' ? 'alive' : 'not-held' };
    return { outcome, epoch: Number(epoch), model: String(model), class: toGenerationClass(generationClass) };
  }

  /** The worker that was given a lease last; `null` when none ever was. */
  async takerOf(id: GenerationId): Promise<string | null> {
    return reachLedger(() => this.connection.redis.hget(this.keys.record(id), 'worker'));
  }

  /** Whether there is a record; its log alone cannot say, since a generation that waits has none. */
  async exists(id: GenerationId): Promise<boolean> {
    return (await reachLedger(() => this.connection.redis.exists(this.keys.record(id)))) === 1;
  }

  /** The frames from `firstSequence` on, at most `limit` of them; empty when there are none yet or no longer. */
  async read(id: GenerationId, firstSequence: number, limit: number): Promise<Frame[]> {
    const entries = await this.readBodies(id, firstSequence, limit);
    return entries.map(({ sequence, body }) => decodeFrame(sequence, body));
  }

  /** The same as they stand in the log. */
  async readBodies(id: GenerationId, firstSequence: number, limit: number): Promise<LoggedBody[]> {
    const entries = await reachLedger(() =>
      this.connection.redis.xrangeBuffer(this.keys.log(id), `${firstSequence}-0`, '+', 'COUNT', limit),
    );
    return entries.map((entry) => toLoggedBody(id, entry));
  }

  /** The last frame of the log; `null` when there is none yet or no longer. */
  async last(id: GenerationId): Promise<Frame | null> {
    const [entry] = await reachLedger(() =>
      this.connection.redis.xrevrangeBuffer(this.keys.log(id), '+', '-', 'COUNT', 1),
    );
    if (!entry) return null;
    const { sequence, body } = toLoggedBody(id, entry);
    return decodeFrame(sequence, body);
  }

  private async runAccept(
    generation: Generation,
    { replyTo, graceMs }: Follower,
    isReturning: '' | '1',
  ): Promise<void> {
    const { json, prompt } = encodeGeneration(generation);
    const { id, model, vocabularyHash, promptTokenIds, maxOutputTokens, adapter, tenant } = generation;
    const { record, waiting, followers, timeline } = this.keys.of(id);
    const shard = this.keys.shardOf(id);
    const keys = [record, waiting, followers, timeline, this.keys.generationsOf(tenant, shard)];
    const needs = [vocabularyHash, promptTokenIds.length + maxOutputTokens, adapter ?? ''];
    const values = [id, json, prompt, model, ...needs, generation.class, replyTo, UNCONFIRMED_MS];
    await this.connection.run(
      'ledgerAccept',
      ...keys,
      ...values,
      graceMs ?? '',
      isReturning,
      this.keys.recordPrefix(shard),
    );
  }

  private async runTerminate(
    id: GenerationId,
    leaseId: string,
    sequence: number,
    body: Uint8Array,
    condition: TerminateCondition,
  ): Promise<TerminateOutcome> {
    const { record, log, timeline, waiting, leases, followers, paused }: GenerationKeys = this.keys.of(id);
    const keys = [record, log, timeline, waiting, leases, followers, paused];
    const values = [id, leaseId, sequence, toBuffer(body), RETENTION_MS, condition];
    return (await this.connection.run('ledgerTerminate', ...keys, ...values))[0] as TerminateOutcome;
  }
}

function toLoggedBody(id: GenerationId, [entryId, fields]: [Buffer, Buffer[]]): LoggedBody {
  const body = fields[1];
  if (!body) throw new Error(`Log entry ${entryId.toString()} of ${id} has no frame`);
  return { sequence: Number.parseInt(entryId.toString(), 10), body };
}

function toBuffer(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function numberAt(reply: ScriptReply, index: number): number {
  return Number(reply[index]);
}

/** What a frame says of the record: a change of state, or the number of the command whose effect it logs. */
function meaningOf(body: Uint8Array): string | number {
  const [first] = decodeFrame(1, body).events;
  switch (first?.type) {
    case 'paused':
    case 'resumed':
      return first.type;
    case 'steered':
    case 'rewound':
      return first.command;
    default:
      return '';
  }
}
