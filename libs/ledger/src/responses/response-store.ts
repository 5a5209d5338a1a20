import type { Redis } from 'ioredis';
import type { GenerationId } from '#protocol';
import { compressJson, decompressJson } from '../compressed-json.js';
import type { LedgerKeys } from '../keys.js';
import { reachLedger, runScript } from '../redis-connection.js';

/** What a dialect keeps of its responses, as JSON; nobody here looks into it. */
export interface ResponseForms {
  item: object;
  echo: object;
  body: object;
}

/** A response as it was asked for. */
export interface KeptResponse<Forms extends ResponseForms> {
  tenant: string;
  id: string;
  generationId: GenerationId;
  /** Whether it may be found under its id. One that may not is only kept until its conversation has its items. */
  isStored: boolean;
  createdAtMs: number;
  /** The conversation that gets its items when it has ended. */
  conversationId: string | null;
  /** How many items had ever been added there when it read them. */
  conversationVersion: number;
  /** Ids of the last of the responses it goes on from, the oldest first; those before are with the first of these. */
  chain: readonly string[];
  /** The items that came with the request itself. */
  input: readonly Forms['item'][];
  /** What the answer repeats of the request. */
  echo: Forms['echo'];
}

export interface FoundResponse<Forms extends ResponseForms> extends KeptResponse<Forms> {
  /** For how long it is kept already, by Redis's clock. */
  ageMs: number;
  /** Its final form; `null` as long as nobody has seen that it has ended. */
  body: Forms['body'] | null;
}

/** `archived`: by this call. `already`: by another. `gone`: it was deleted or has expired, or was kept for its conversation only. */
export type ArchiveOutcome = 'archived' | 'already' | 'gone';

const LOOKED_AT_ONCE = 250;

type Asked<Forms extends ResponseForms> = Pick<
  KeptResponse<Forms>,
  'createdAtMs' | 'conversationVersion' | 'chain' | 'input' | 'echo'
>;

/**
 * Responses that are kept for their tenants for `keptMs` after they were used last: what was asked from before anybody works on
 * it, and the final form from its end on. Every method throws `ledger_unavailable` when Redis cannot be reached, and may be
 * called again then.
 */
export class ResponseStore<Forms extends ResponseForms> {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly keptMs: number,
  ) {}

  /**
   * Keeps a response that begins. From then on somebody sees to it that it is archived, whoever dies. Whether that was done by
   * this call: not if it is kept already, or was deleted in the last minute.
   */
  async keep({
    tenant,
    id,
    generationId,
    conversationId,
    isStored,
    ...response
  }: KeptResponse<Forms>): Promise<boolean> {
    const { createdAtMs, conversationVersion, chain, input, echo } = response;
    const kept: Asked<Forms> = { createdAtMs, conversationVersion, chain, input, echo };
    const asked = await compressJson(kept);
    const values = [this.keys.responseName(tenant, id), tenant, id, generationId, conversationId ?? ''];
    const keys = this.keysOf(tenant, id);
    const more = [isStored ? 1 : 0, asked, this.keptMs];
    return (await runScript(this.redis, 'ledgerKeepResponse', ...keys, ...values, ...more))[0] === 1;
  }

  /** A tenant's response, also one that is only kept for its conversation. */
  async find(tenant: string, id: string): Promise<FoundResponse<Forms> | null> {
    const [found, [seconds, microseconds]] = await reachLedger(() =>
      Promise.all([this.redis.hgetallBuffer(this.keys.response(tenant, id)), this.redis.time()]),
    );
    const { generation, conversation, stored, asked, body, keptAtMs } = found;
    if (!generation || !asked) return null;
    return {
      ...(await decompressJson<Asked<Forms>>(asked)),
      tenant,
      id,
      generationId: generation.toString(),
      conversationId: conversation?.toString() || null,
      isStored: stored?.toString() === '1',
      ageMs: Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000) - Number(keptAtMs),
      body: body ? await decompressJson<Forms['body']>(body) : null,
    };
  }

  /** Somebody goes on from these: they are kept as long as what comes of it. */
  async prolong(tenant: string, ids: readonly string[]): Promise<void> {
    const names = ids.map((id) => this.keys.response(tenant, id));
    await reachLedger(() => Promise.all(names.map((name) => this.redis.pexpire(name, this.keptMs))));
  }

  /** Gives a response its final form, once. One that is not stored is forgotten with it. */
  async archive(tenant: string, id: string, body: Forms['body']): Promise<ArchiveOutcome> {
    const values = [this.keys.responseName(tenant, id), await compressJson(body), this.keptMs];
    return (
      await runScript(this.redis, 'ledgerArchiveResponse', ...this.keysOf(tenant, id), ...values)
    )[0] as ArchiveOutcome;
  }

  /** Nobody brings it back, also not who kept it when Redis has lost it. Whether there was one. */
  async forget(tenant: string, id: string): Promise<boolean> {
    const name = this.keys.responseName(tenant, id);
    return (await runScript(this.redis, 'ledgerForgetResponse', ...this.keysOf(tenant, id), name))[0] === 1;
  }

  /**
   * Responses without a final form that somebody should look at now: some of them, none only if there are none. Each is given to
   * one caller, and again later until it has its final form.
   */
  async claimUnarchived(): Promise<{ tenant: string; id: string }[]> {
    const claimed: { tenant: string; id: string }[] = [];
    for (let shard = 0; shard < this.keys.shards; shard++) {
      const values = [this.keys.responsePrefix(shard), LOOKED_AT_ONCE, this.keptMs];
      const reply = await runScript(this.redis, 'ledgerClaimUnarchived', this.keys.unarchived(shard), ...values);
      for (let at = 0; at < reply.length; at += 2)
        claimed.push({ tenant: String(reply[at]), id: String(reply[at + 1]) });
    }
    return claimed;
  }

  private keysOf(tenant: string, id: string): string[] {
    return [this.keys.response(tenant, id), this.keys.unarchived(this.keys.shardOfTenant(tenant))];
  }
}
