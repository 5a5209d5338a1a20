import { createHash } from 'node:crypto';
import type { GenerationId } from '#protocol';

/** All keys that belong to one generation or to the shard it is in. */
export interface GenerationKeys {
  record: string;
  log: string;
  waiting: string;
  leases: string;
  followers: string;
  paused: string;
  timeline: string;
}

/** All keys of one conversation. */
export interface ConversationKeys {
  /** Hash: when it was made, its metadata, and which response writes to it. */
  record: string;
  /** Hash: its items by their ids. */
  items: string;
  /** Sorted set: the ids of its items in their order. */
  order: string;
}

/**
 * Names of everything the ledger keeps in Redis. All keys of a generation carry the same hash tag, so that on Redis
 * Cluster every script touches one slot; `shards` is 1 unless on a cluster.
 */
export class LedgerKeys {
  constructor(
    private readonly prefix: string = 'harmonium',
    readonly shards: number = 1,
  ) {}

  shardOf(id: GenerationId): number {
    if (this.shards === 1) return 0;
    return createHash('sha1').update(id).digest().readUInt32BE(0) % this.shards;
  }

  of(id: GenerationId): GenerationKeys {
    const shard = this.shardOf(id);
    return {
      record: this.record(id),
      log: this.log(id),
      waiting: this.waiting(shard),
      leases: this.leases(shard),
      followers: this.followers(shard),
      paused: this.paused(shard),
      timeline: this.timeline(shard),
    };
  }

  /** Hash: the generation, its state, epoch, lease and follower. */
  record(id: GenerationId): string {
    return `${this.recordPrefix(this.shardOf(id))}${id}`;
  }

  /** Stream: one entry per frame, the entry's id is `<sequence>-0`. */
  log(id: GenerationId): string {
    return `${this.logPrefix(this.shardOf(id))}${id}`;
  }

  /** Sorted set of the generations that wait for a worker, by the time at which somebody must see to their queue job. */
  waiting(shard: number): string {
    return `${this.prefix}:{s${shard}}:waiting`;
  }

  /** Sorted set of the generations that a worker holds, by the time at which its lease lapses. */
  leases(shard: number): string {
    return `${this.prefix}:{s${shard}}:leases`;
  }

  /** Sorted set of the generations that need a follower, by the time until which they go on without one. */
  followers(shard: number): string {
    return `${this.prefix}:{s${shard}}:followers`;
  }

  /** Sorted set of the paused generations, by the time until which they are kept. */
  paused(shard: number): string {
    return `${this.prefix}:{s${shard}}:paused`;
  }

  /** Hash: which Redis process the data know, and the name of what it believes. */
  timeline(shard: number): string {
    return `${this.prefix}:{s${shard}}:timeline`;
  }

  /** Sorted set of a tenant's generations by the time of their acceptance; names of tenants come from outside. */
  generationsOf(tenant: string, shard: number): string {
    const digest = createHash('sha256').update(tenant).digest('base64url');
    return `${this.prefix}:{s${shard}}:tenant:${digest}`;
  }

  logPrefix(shard: number): string {
    return `${this.prefix}:{s${shard}}:log:`;
  }

  recordPrefix(shard: number): string {
    return `${this.prefix}:{s${shard}}:generation:`;
  }

  shardOfTenant(tenant: string): number {
    return this.shardOf(tenant);
  }

  /** Hash: a response that is kept for its tenant, under the name that `unarchived` knows it by. */
  response(tenant: string, id: string): string {
    return `${this.responsePrefix(this.shardOfTenant(tenant))}${this.responseName(tenant, id)}`;
  }

  /** Ids and tenants come from outside and may hold anything. */
  responseName(tenant: string, id: string): string {
    return digestOf(tenant, id);
  }

  responsePrefix(shard: number): string {
    return `${this.prefix}:{s${shard}}:response:`;
  }

  /** Sorted set of the kept responses that have no final form yet, by the time at which somebody must look whether there is one. */
  unarchived(shard: number): string {
    return `${this.prefix}:{s${shard}}:unarchived`;
  }

  /** One slot for each conversation. */
  conversation(tenant: string, id: string): ConversationKeys {
    const record = `${this.prefix}:{s${this.shardOf(id)}}:conversation:${digestOf(tenant, id)}`;
    return { record, items: `${record}:items`, order: `${record}:order` };
  }

  /** Hash of members and sorted set of their last heartbeats. */
  presence(kind: string): { members: string; heartbeats: string } {
    return { members: `${this.prefix}:{${kind}}:members`, heartbeats: `${this.prefix}:{${kind}}:heartbeats` };
  }

  vocabulary(hash: string): string {
    return `${this.prefix}:vocabulary:${hash}`;
  }

  /** A turn that ended in a tool call; ids and tenants come from outside and may hold anything. */
  turn(tenant: string, callId: string): string {
    return `${this.prefix}:turn:${digestOf(tenant, callId)}`;
  }

  /** Hash: the generations that answer the request that a client gave this key to. */
  idempotencyKey(tenant: string, route: string, key: string): string {
    return `${this.prefix}:idempotency:${digestOf(tenant, route, key)}`;
  }

  /** Hash: what is left of the limits of an API key. */
  rate(keyId: string): string {
    return `${this.prefix}:{rates}:key:${keyId}`;
  }

  /** Sorted set of the generations whose tokens are still to be taken from their keys, by the time at which somebody must look. */
  get unsettledRates(): string {
    return `${this.prefix}:{rates}:unsettled`;
  }

  secret(name: string): string {
    return `${this.prefix}:secret:${name}`;
  }

  /** The worker that read a conversation last, by a digest of the conversation. */
  affinity(key: string): string {
    return `${this.prefix}:affinity:${key}`;
  }

  /** List of the generations that are offered to one worker. */
  offers(workerId: string): string {
    return `${this.prefix}:offers:${workerId}`;
  }

  /** BullMQ's key prefix; the braces keep a queue in one cluster slot. */
  get queuePrefix(): string {
    return `{${this.prefix}-queue}`;
  }
}

/** BullMQ refuses ':' in names; a model may be called `openai/gpt-oss-20b`. */
export function queueName(model: string): string {
  return `generate-${model.replaceAll(':', '_')}`;
}

function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
