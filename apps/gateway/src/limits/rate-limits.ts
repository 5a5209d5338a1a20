import type { GenerationRecord, LedgerAccess, RateLimit, RateOutcome, RateStanding, UnsettledRate } from '#ledger';
import { type Frame, type Generation, ServingError, isTerminal } from '#protocol';
import type { Caller } from '../http/api-keys.js';
import { toDuration } from './rate-headers.js';

const LOOK_EVERY_MS = 1_000;
const FRAMES_PER_READ = 1_000;

/** What of the ledger is needed for it. */
export interface LimitingLedger {
  rates: Pick<LedgerAccess['rates'], 'take' | 'settle' | 'claimUnsettled'>;
  generations: Pick<LedgerAccess['generations'], 'read' | 'last'>;
  control: Pick<LedgerAccess['control'], 'describe' | 'followerOf'>;
}

/**
 * Owns what keys may use: a request counts when it comes, its prompt when it is accepted, and what was generated when that has
 * ended, whoever sees it ending. Everything but that throws `ledger_unavailable` when Redis is away.
 */
export class RateLimits {
  private looking: NodeJS.Timeout | null = null;
  private pass: Promise<void> | null = null;

  /** `onError`: told when looking for ended generations fails for another reason than that Redis is away. */
  constructor(
    private readonly ledger: LimitingLedger,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Looks after generations whose end nobody saw who could have settled them. */
  start(): void {
    this.looking ??= setInterval(
      () => void this.settleEnded().catch((error: unknown) => this.tell(error)),
      LOOK_EVERY_MS,
    );
  }

  stop(): void {
    if (this.looking) clearInterval(this.looking);
    this.looking = null;
  }

  /** Counts a request. Throws `rate_limit_exceeded` or `token_rate_limit_exceeded`; `onStanding` is told how the key stands in any case. */
  async takeRequest({ limit }: Caller, onStanding: (standing: RateStanding) => void): Promise<void> {
    if (limit) requireTaken(limit, await this.ledger.rates.take(limit, { requests: 1, tokens: 0 }), onStanding);
  }

  /**
   * Counts the prompts of generations that are about to be accepted; from then on somebody sees to it that what they generate
   * is counted too. Throws `token_rate_limit_exceeded`.
   */
  async takePrompts(
    { limit }: Caller,
    generations: readonly Generation[],
    onStanding: (standing: RateStanding) => void,
  ): Promise<void> {
    if (!limit) return;
    const asked = { requests: 0, tokens: promptTokensOf(generations) };
    const ids = generations.map(({ id }) => id);
    requireTaken(limit, await this.ledger.rates.take(limit, asked, ids), onStanding);
  }

  /** The frames of a generation of this key from its first on, which is settled when its end passes by. */
  async *settleAtEnd(
    unsettled: UnsettledRate,
    batches: AsyncGenerator<readonly Frame[], void, void>,
  ): AsyncGenerator<readonly Frame[], void, void> {
    let tokens = 0;
    for await (const frames of batches) {
      tokens += tokensIn(frames);
      const last = frames.at(-1);
      if (last && hasEnd(last)) void this.ledger.rates.settle(unsettled, tokens).catch(() => undefined);
      yield frames;
    }
  }

  /**
   * Settles what has ended of all that waits for it, one pass at a time. What cannot be settled now is told, and tried again
   * later.
   */
  settleEnded(): Promise<void> {
    this.pass ??= this.settleDue().finally(() => (this.pass = null));
    return this.pass;
  }

  private async settleDue(): Promise<void> {
    for (let due = await this.claim(); due.length > 0; due = await this.claim())
      for (const unsettled of due) await this.settleIfEnded(unsettled).catch((error: unknown) => this.tell(error));
  }

  private claim(): Promise<UnsettledRate[]> {
    return this.ledger.rates.claimUnsettled();
  }

  private async settleIfEnded(unsettled: UnsettledRate): Promise<void> {
    const { generationId: id } = unsettled;
    const standing = await this.ledger.control.followerOf(id);
    if (standing && !standing.isFinished) return;
    const record = standing && (await this.ledger.control.describe(id));
    await this.ledger.rates.settle(unsettled, record ? await this.generatedBy(record) : 0);
  }

  /** As many tokens as would have passed by. What came to its own end and was never rewritten says how many these are. */
  private async generatedBy({ generation, command }: GenerationRecord): Promise<number> {
    const end = (await this.ledger.generations.last(generation.id))?.events.at(-1);
    if (end?.type === 'finish' && command === 0) return end.usage.completionTokens;
    let tokens = 0;
    for (let from = 1, isMore = true; isMore; from += FRAMES_PER_READ) {
      const frames = await this.ledger.generations.read(generation.id, from, FRAMES_PER_READ);
      tokens += tokensIn(frames);
      isMore = frames.length === FRAMES_PER_READ;
    }
    return tokens;
  }

  private tell(error: unknown): void {
    if (!(error instanceof ServingError)) this.onError(error);
  }
}

function requireTaken(
  { requestsPerMinute, tokensPerMinute }: RateLimit,
  outcome: RateOutcome,
  onStanding: (standing: RateStanding) => void,
): void {
  onStanding(outcome);
  if (outcome.outcome === 'ok') return;
  const isTokens = outcome.outcome === 'tokens';
  const allowed = isTokens ? `${tokensPerMinute} tokens` : `${requestsPerMinute} requests`;
  throw new ServingError(
    isTokens ? 'token_rate_limit_exceeded' : 'rate_limit_exceeded',
    `Rate limit reached: this key may use ${allowed} per minute. Try again in ${toDuration(outcome.waitMs)}.`,
    { retryAfterSeconds: outcome.waitMs / 1_000 },
  );
}

/** Choices of one request read the same prompt, which is counted once. */
function promptTokensOf(generations: readonly Generation[]): number {
  const prompts = new Set(generations.map(({ promptTokenIds }) => promptTokenIds));
  return [...prompts].reduce((sum, { length }) => sum + length, 0);
}

function hasEnd({ events }: Frame): boolean {
  const last = events.at(-1);
  return last !== undefined && isTerminal(last);
}

/** All that were generated, whether they still stand or were rewritten. A frame that ends a generation from outside has none. */
function tokensIn(frames: readonly Frame[]): number {
  return frames.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
}
