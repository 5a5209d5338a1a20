import type { Redis } from 'ioredis';
import type { GenerationId } from '#protocol';
import type { LedgerKeys } from '../keys.js';
import { runScript } from '../redis-connection.js';

/** How long the holder of a key that does not say that it still accepts its request is waited for. */
export const CLAIM_MS = 3_000;
const KEPT_MS = 24 * 60 * 60_000;

/** A key that a client has given to a request, so that it can send it again. */
export interface IdempotencyKey {
  tenant: string;
  /** A key means something else at another route. */
  route: string;
  key: string;
}

/** Whose a key is. */
export interface KeyHolder {
  /** Of the request that it was given to. */
  digest: string;
  ids: readonly GenerationId[];
  /** `claimed`: its generations are being accepted. `lapsed`: they should have been long ago. `kept`: they were. */
  standing: 'claimed' | 'lapsed' | 'kept';
}

/**
 * Which generations answer the requests that clients have given a key to, for a day. Every method throws `ledger_unavailable`
 * when Redis cannot be reached.
 */
export class IdempotencyStore {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  /** Takes a key for generations that are about to be accepted: `null` when it is theirs, else its holder, unless that still is `replaced`. */
  async claim(
    key: IdempotencyKey,
    digest: string,
    ids: readonly GenerationId[],
    replaced: KeyHolder | null = null,
  ): Promise<KeyHolder | null> {
    const seen = [toText(replaced?.ids ?? []), replaced?.standing ?? ''];
    const values = [digest, toText(ids), CLAIM_MS, KEPT_MS, ...seen];
    const [outcome, theirs, theirIds, standing] = await runScript(
      this.redis,
      'ledgerClaimKey',
      this.nameOf(key),
      ...values,
    );
    if (outcome === 'ours') return null;
    return {
      digest: String(theirs),
      ids: String(theirIds).split(','),
      standing: standing as KeyHolder['standing'],
    };
  }

  /** Says that they are still being accepted; whether the key is theirs. */
  prolong(key: IdempotencyKey, ids: readonly GenerationId[]): Promise<boolean> {
    return this.hold(key, ids, CLAIM_MS);
  }

  /** Says that they are accepted; whether the key is theirs. */
  keep(key: IdempotencyKey, ids: readonly GenerationId[]): Promise<boolean> {
    return this.hold(key, ids, '');
  }

  /** They were refused: the key is free again, if it is theirs. */
  async release(key: IdempotencyKey, ids: readonly GenerationId[]): Promise<void> {
    await runScript(this.redis, 'ledgerReleaseKey', this.nameOf(key), toText(ids));
  }

  private async hold(key: IdempotencyKey, ids: readonly GenerationId[], claimMs: number | ''): Promise<boolean> {
    return (await runScript(this.redis, 'ledgerHoldKey', this.nameOf(key), toText(ids), claimMs))[0] === 1;
  }

  private nameOf({ tenant, route, key }: IdempotencyKey): string {
    return this.keys.idempotencyKey(tenant, route, key);
  }
}

function toText(ids: readonly GenerationId[]): string {
  return ids.join(',');
}
