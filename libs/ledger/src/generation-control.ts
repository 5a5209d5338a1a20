import type { GenerationCommand, GenerationId, NumberedCommand } from '#protocol';
import { decodeGeneration } from './generation-codec.js';
import { toGenerationClass } from './generation-class.js';
import { UNCONFIRMED_MS } from './generation-ledger.js';
import type { LedgerKeys } from './keys.js';
import type { LedgerConnection } from './ledger-connection.js';
import type {
  ControlOutcome,
  GenerationProgress,
  GenerationRecord,
  GenerationState,
  QueueableGeneration,
} from './outcomes.js';
import { type ScriptReply, reachLedger } from './redis-connection.js';

/** Longer than it takes a follower that heard nothing to look into the log. */
const FORGOTTEN_AFTER_MS = 15_000;

const NOT_OK = { unknown: 'unknown', finished: 'finished', changed: 'changed', 'too-many': 'too-many' } as const;
type Refused = Exclude<ControlOutcome, { outcome: 'ok' }>;

const RECORD_FIELDS = [
  ...['generation', 'prompt', 'state', 'epoch', 'command', 'acknowledged'],
  ...['replyTo', 'worker', 'preemptions', 'acceptedAtMs', 'startedAtMs'],
] as const;

/**
 * What people do to generations and see of them, whoever runs and follows these. Every method throws `ledger_unavailable`
 * when Redis cannot be reached. None of them queues: what has to be run again is told to the caller.
 */
export class GenerationControl {
  constructor(
    private readonly connection: Pick<LedgerConnection, 'redis' | 'run'>,
    private readonly keys: LedgerKeys,
  ) {}

  /** Takes the generation from whoever runs it; `body` is the frame that says so. It ends by itself after `retentionMs`. */
  async pause(id: GenerationId, body: Uint8Array, retentionMs: number): Promise<ControlOutcome> {
    const reply = await this.connection.run('ledgerPause', ...this.keysOf(id), id, Buffer.from(body), retentionMs);
    return reply[0] === 'ok' ? { outcome: 'ok' } : refused(reply);
  }

  /** Lets a paused generation go on: the caller queues it. `changed`: it is not paused. */
  async resume(id: GenerationId, body: Uint8Array): Promise<({ outcome: 'ok' } & QueueableGeneration) | Refused> {
    const reply = await this.connection.run('ledgerResume', ...this.keysOf(id), id, Buffer.from(body), UNCONFIRMED_MS);
    return reply[0] === 'ok' ? { outcome: 'ok', ...queueable(reply, 1) } : refused(reply);
  }

  /** Leaves a command for whoever runs the generation, now or later. `seen`: the latest command that it was made in view of; `null` for any. */
  async command(
    id: GenerationId,
    command: Exclude<GenerationCommand, { action: 'edit' }>,
    seen: number | null = null,
  ): Promise<{ outcome: 'ok'; number: number } | Refused> {
    const values = [id, JSON.stringify(command), seen ?? '', ''];
    const reply = await this.connection.run('ledgerCommand', ...this.keysOf(id), ...values);
    return reply[0] === 'ok' ? { outcome: 'ok', number: Number(reply[1]) } : refused(reply);
  }

  /** The same for an edit, which takes the generation from whoever runs it: the caller queues it, also if it was paused. */
  async edit(
    id: GenerationId,
    command: Extract<GenerationCommand, { action: 'edit' }>,
    seen: number,
  ): Promise<({ outcome: 'ok'; number: number } & QueueableGeneration) | Refused> {
    const values = [id, JSON.stringify(command), seen, UNCONFIRMED_MS];
    const reply = await this.connection.run('ledgerCommand', ...this.keysOf(id), ...values);
    return reply[0] === 'ok' ? { outcome: 'ok', number: Number(reply[1]), ...queueable(reply, 2) } : refused(reply);
  }

  /** The commands behind number `after`, up to number `upTo`. */
  async commandsBetween(id: GenerationId, after: number, upTo: number): Promise<NumberedCommand[]> {
    const numbers = Array.from({ length: upTo - after }, (_, index) => after + index + 1);
    if (numbers.length === 0) return [];
    const fields = numbers.map((number) => `command:${number}`);
    const texts = await reachLedger(() => this.connection.redis.hmget(this.keys.record(id), ...fields));
    return texts.flatMap((text, index) => (text === null ? [] : [toNumberedCommand(text, numbers[index] ?? 0)]));
  }

  /** Asks for the live frames, if they still go to `expected`; whether they come here from now on. */
  async follow(id: GenerationId, replyTo: string, expected: string): Promise<boolean> {
    return (await this.connection.run('ledgerFollow', this.keys.record(id), replyTo, expected))[0] === 'yes';
  }

  /** Where the live frames of a generation go, and whether there are any; `null` when there is no record (any more). */
  async followerOf(id: GenerationId): Promise<{ replyTo: string; isFinished: boolean } | null> {
    const [state, replyTo] = await reachLedger(() =>
      this.connection.redis.hmget(this.keys.record(id), 'state', 'replyTo'),
    );
    return state ? { replyTo: replyTo ?? '', isFinished: state === 'finished' } : null;
  }

  /** Says that all of these are followed, so that none ends for want of it. `by`: where the follower is reached, if it says so itself. */
  async keepFollowing(ids: readonly GenerationId[], by = ''): Promise<void> {
    const shards = new Set(ids.map((id) => this.keys.shardOf(id)));
    for (const shard of shards) {
      const here = ids.filter((id) => this.keys.shardOf(id) === shard);
      const prefix = this.keys.recordPrefix(shard);
      await this.connection.run('ledgerKeepFollowing', this.keys.followers(shard), prefix, by, ...here);
    }
  }

  /** How far it has come, without all that it is made of; `null` when there is no record (any more). */
  async progressOf(id: GenerationId): Promise<GenerationProgress | null> {
    const [state, vocabularyHash, endedAt] = await reachLedger(() =>
      this.connection.redis.hmget(this.keys.record(id), 'state', 'vocabulary', 'endedAtMs'),
    );
    if (!state) return null;
    return {
      isFinished: state === 'finished',
      vocabularyHash: vocabularyHash ?? '',
      endedAtMs: endedAt ? Number(endedAt) : null,
    };
  }

  /** Drops record and log of what has ended, once all who are reading them have had time to do so; whether it has ended. */
  async forget(id: GenerationId): Promise<boolean> {
    const { record, log } = this.keys.of(id);
    return (await this.connection.run('ledgerForget', record, log, FORGOTTEN_AFTER_MS))[0] === 1;
  }

  /** Everything the record says; `null` when there is none (any more). */
  async describe(id: GenerationId): Promise<GenerationRecord | null> {
    const { record, log } = this.keys.of(id);
    const [values, logLength] = await reachLedger(() =>
      Promise.all([this.connection.redis.hmgetBuffer(record, ...RECORD_FIELDS), this.connection.redis.xlen(log)]),
    );
    const [json, prompt, state, epoch, command, acknowledged, replyTo, worker, preemptions, acceptedAt, startedAt] =
      values;
    if (!json || !prompt) return null;
    return {
      generation: decodeGeneration(json.toString(), prompt),
      state: String(state) as GenerationState,
      epoch: Number(epoch),
      logLength,
      command: Number(command ?? 0),
      acknowledgedCommand: Number(acknowledged ?? 0),
      replyTo: replyTo?.toString() ?? '',
      workerId: worker?.toString() ?? null,
      preemptions: Number(preemptions ?? 0),
      acceptedAtMs: Number(acceptedAt),
      startedAtMs: startedAt ? Number(startedAt) : null,
    };
  }

  /** Ids of a tenant's generations that are not forgotten, newest first, at most `limit`, from behind `after` on if that is given. */
  async list(tenant: string, limit: number, after: GenerationId | null = null): Promise<GenerationId[]> {
    const key = this.keys.generationsOf(tenant, 0);
    const found: GenerationId[] = [];
    const rank = after === null ? -1 : await reachLedger(() => this.connection.redis.zrevrank(key, after));
    if (rank === null) return [];
    for (let from = rank + 1; found.length < limit;) {
      const ids = await reachLedger(() => this.connection.redis.zrevrange(key, from, from + limit - 1));
      if (ids.length === 0) break;
      const { known, forgotten } = await this.sort(ids);
      if (forgotten.length > 0) await reachLedger(() => this.connection.redis.zrem(key, ...forgotten));
      found.push(...known);
      from += known.length;
    }
    return found.slice(0, limit);
  }

  /** Which of these still have a record. */
  private async sort(ids: readonly GenerationId[]): Promise<{ known: GenerationId[]; forgotten: GenerationId[] }> {
    const { redis } = this.connection;
    const exist = await reachLedger(() => Promise.all(ids.map((id) => redis.exists(this.keys.record(id)))));
    return {
      known: ids.filter((_, index) => exist[index] === 1),
      forgotten: ids.filter((_, index) => exist[index] !== 1),
    };
  }

  private keysOf(id: GenerationId): string[] {
    const { record, log, waiting, leases, followers, paused, timeline } = this.keys.of(id);
    return [record, log, waiting, leases, followers, paused, timeline];
  }
}

/** A command as it stands in the record, which only we write. */
export function toNumberedCommand(text: string, number: number): NumberedCommand {
  return { ...(JSON.parse(text) as GenerationCommand), number };
}

function queueable(reply: ScriptReply, from: number): QueueableGeneration {
  const [epoch, model, generationClass] = reply.slice(from);
  return { epoch: Number(epoch), model: String(model), class: toGenerationClass(generationClass) };
}

function refused(reply: ScriptReply): Refused {
  return { outcome: NOT_OK[String(reply[0]) as keyof typeof NOT_OK] };
}
