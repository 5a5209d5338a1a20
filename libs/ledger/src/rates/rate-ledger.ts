import type { Redis } from 'ioredis';
import type { GenerationId } from '#protocol';
import type { LedgerKeys } from '../keys.js';
import { runScript } from '../redis-connection.js';

const MINUTE_MS = 60_000;
/** How soon somebody looks whether a generation has ended that its own gateway did not see ending, and how often again. */
const LOOK_EVERY_MS = 5_000;
const LOOKED_AT_ONCE = 100;

/** How much whoever holds a key may ask for in a minute, at all gateways together; `null` for any amount. */
export interface RateLimit {
  /** Which key it is, without saying the key itself. */
  keyId: string;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
}

/** What is left of one of the limits; below zero if more was used than there was. */
export interface RateLevel {
  limit: number;
  remaining: number;
  /** Milliseconds until all of it is there again. */
  fullInMs: number;
}

/** How a key stands; `null` where it has no limit. */
export interface RateStanding {
  requests: RateLevel | null;
  tokens: RateLevel | null;
}

export type RateOutcome =
  | ({ outcome: 'ok' } & RateStanding)
  /** Not enough of one is left. It will be after `waitMs`, if nobody else takes it. */
  | ({ outcome: 'requests' | 'tokens'; waitMs: number } & RateStanding);

/** Tokens that a generation has made are taken from its key when it has ended. */
export interface UnsettledRate {
  generationId: GenerationId;
  limit: RateLimit;
}

/**
 * What keys have used of their limits, counted in one place for all gateways, by Redis's clock. Every method throws
 * `ledger_unavailable` when Redis cannot be reached.
 */
export class RateLedger {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  /** Takes so much, or nothing if there is not enough; from then on `generationIds` are to be settled. */
  async take(
    limit: RateLimit,
    asked: { requests: number; tokens: number },
    generationIds: readonly GenerationId[] = [],
  ): Promise<RateOutcome> {
    const unsettled = generationIds.map((generationId) => toMember({ generationId, limit }));
    const values = [...limitsOf(limit), asked.requests, asked.tokens, LOOK_EVERY_MS, ...unsettled];
    const [outcome, requests, tokens] = await runScript(this.redis, 'ledgerTakeRate', ...this.keysOf(limit), ...values);
    const standing = {
      requests: toLevel(limit.requestsPerMinute, requests),
      tokens: toLevel(limit.tokensPerMinute, tokens),
    };
    if (outcome !== 'requests' && outcome !== 'tokens') return { outcome: 'ok', ...standing };
    return { outcome, waitMs: waitOf(standing[outcome], asked[outcome]), ...standing };
  }

  /** Takes what an ended generation has made, be it there or not. Once: whether nobody had done so before. */
  async settle(unsettled: UnsettledRate, tokens: number): Promise<boolean> {
    const { limit } = unsettled;
    const values = [...limitsOf(limit), tokens, toMember(unsettled)];
    return (await runScript(this.redis, 'ledgerSettleRate', ...this.keysOf(limit), ...values))[0] === 1;
  }

  /** Those that somebody should look at now: each is given to one caller, and again later until it is settled. */
  async claimUnsettled(): Promise<UnsettledRate[]> {
    const values = [LOOKED_AT_ONCE, LOOK_EVERY_MS];
    return (await runScript(this.redis, 'ledgerClaimUnsettled', this.keys.unsettledRates, ...values)).map(parseMember);
  }

  private keysOf({ keyId }: RateLimit): [string, string] {
    return [this.keys.rate(keyId), this.keys.unsettledRates];
  }
}

function limitsOf({ requestsPerMinute, tokensPerMinute }: RateLimit): [number | '', number | ''] {
  return [requestsPerMinute ?? '', tokensPerMinute ?? ''];
}

function toLevel(limit: number | null, text: string | number | null | undefined): RateLevel | null {
  if (limit === null) return null;
  const remaining = Number(text);
  return { limit, remaining, fullInMs: ((limit - remaining) / limit) * MINUTE_MS };
}

/** One millisecond more than it takes, because Redis counts whole ones. */
function waitOf(level: RateLevel | null, asked: number): number {
  if (!level) return 0;
  const missing = Math.min(asked, level.limit) - level.remaining;
  return Math.ceil((missing / level.limit) * MINUTE_MS) + 1;
}

function toMember({ generationId, limit }: UnsettledRate): string {
  return JSON.stringify([generationId, limit.keyId, limit.requestsPerMinute, limit.tokensPerMinute]);
}

function parseMember(member: string | number | null): UnsettledRate {
  const [generationId, keyId, requestsPerMinute, tokensPerMinute] = JSON.parse(String(member)) as [
    GenerationId,
    string,
    number | null,
    number | null,
  ];
  return { generationId, limit: { keyId, requestsPerMinute, tokensPerMinute } };
}
