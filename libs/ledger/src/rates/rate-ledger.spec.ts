import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { eventually } from '../../../../test/support/test-cluster.js';
import { LedgerKeys } from '../keys.js';
import { connectRedis } from '../redis-connection.js';
import { RateLedger, type RateLimit } from './rate-ledger.js';

const LIMIT: RateLimit = { keyId: 'acme', requestsPerMinute: 4, tokensPerMinute: 1_000 };
const HALF_A_MINUTE_MS = 30_000;

describe('the limits of a key', () => {
  const keys = new LedgerKeys('test');
  let redis: ReturnType<typeof connectRedis>;
  let rates: RateLedger;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    redis = connectRedis(temporary.server.url);
    rates = new RateLedger(redis, keys);
    await eventually(() => redis.status === 'ready');
  });

  beforeEach(() => redis.flushall());

  afterAll(async () => {
    redis.disconnect();
    await remove();
  });

  async function letTimePass(milliseconds: number): Promise<void> {
    await redis.hincrby(keys.rate(LIMIT.keyId), 'atMs', -milliseconds);
  }

  const ask = (tokens = 0, limit = LIMIT) => rates.take(limit, { requests: 1, tokens });

  it('let so many requests through at once, however many come at the same time, and then say when to come again', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(outcomes.filter(({ outcome }) => outcome === 'ok')).toHaveLength(4);
    const refused = outcomes.flatMap((each) => (each.outcome === 'ok' ? [] : [each]));
    for (const { outcome, waitMs } of refused) {
      expect(outcome).toBe('requests');
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(15_001);
    }
  });

  it('let the next request through after the time they said, and not much earlier', async () => {
    const first = await Promise.all(Array.from({ length: 4 }, () => ask()));
    expect(first.every(({ outcome }) => outcome === 'ok')).toBe(true);
    await letTimePass(7_000);
    const refused = await ask();
    if (refused.outcome === 'ok') throw new Error('This was to be refused');
    await letTimePass(refused.waitMs);
    expect(await ask()).toMatchObject({ outcome: 'ok' });
  });

  it('tell what is left and when all of it is there again', async () => {
    const { requests, tokens } = await ask(600);
    expect(requests).toEqual({ limit: 4, remaining: 3, fullInMs: 15_000 });
    expect(tokens).toEqual({ limit: 1_000, remaining: 400, fullInMs: 36_000 });
    await letTimePass(HALF_A_MINUTE_MS);
    expect((await ask(0)).tokens?.remaining).toBeGreaterThanOrEqual(900);
    await letTimePass(10 * HALF_A_MINUTE_MS);
    expect((await ask(0)).tokens).toEqual({ limit: 1_000, remaining: 1_000, fullInMs: 0 });
  });

  it('take nothing when one of both is missing', async () => {
    expect(await ask(900)).toMatchObject({ outcome: 'ok' });
    const refused = await ask(300);
    expect(refused).toMatchObject({ outcome: 'tokens', requests: { limit: 4 } });
    expect(refused.requests?.remaining).toBeGreaterThanOrEqual(3);
    expect(refused.tokens?.remaining).toBeGreaterThanOrEqual(100);
  });

  it('let more than all of it through when all of it is there, which is paid off afterwards', async () => {
    expect(await ask(3_000)).toMatchObject({ outcome: 'ok', tokens: { remaining: -2_000 } });
    const refused = await ask(0);
    expect(refused).toMatchObject({ outcome: 'tokens' });
    expect((await redis.pttl(keys.rate(LIMIT.keyId))) / 60_000).toBeCloseTo(3, 1);
    await letTimePass(5 * HALF_A_MINUTE_MS);
    expect(await ask(1_000)).toMatchObject({ outcome: 'tokens' });
    await letTimePass(HALF_A_MINUTE_MS);
    expect(await ask(1_000)).toMatchObject({ outcome: 'ok' });
  });

  it('are those of one key, and one may have a single limit', async () => {
    await Promise.all(Array.from({ length: 5 }, () => ask()));
    expect(await ask(0, { ...LIMIT, keyId: 'other' })).toMatchObject({ outcome: 'ok' });
    const byTokens = { keyId: 'tokens', requestsPerMinute: null, tokensPerMinute: 10 };
    expect(await ask(10, byTokens)).toMatchObject({ outcome: 'ok', requests: null, tokens: { remaining: 0 } });
    expect(await ask(1, byTokens)).toMatchObject({ outcome: 'tokens' });
    const byRequests = { keyId: 'requests', requestsPerMinute: 1, tokensPerMinute: null };
    expect(await ask(10_000, byRequests)).toMatchObject({ outcome: 'ok', tokens: null });
    expect(await ask(0, byRequests)).toMatchObject({ outcome: 'requests' });
  });

  it('are not filled by a clock that goes back', async () => {
    await ask(500);
    await letTimePass(-HALF_A_MINUTE_MS);
    expect((await ask(0)).tokens?.remaining).toBe(500);
    expect((await ask(0)).tokens?.remaining).toBe(500);
  });

  it('are charged once for what a generation made, even if that is more than is left', async () => {
    const unsettled = { generationId: 'gen_1', limit: LIMIT };
    await rates.take(LIMIT, { requests: 1, tokens: 900 }, ['gen_1', 'gen_2']);
    const settled = await Promise.all([rates.settle(unsettled, 500), rates.settle(unsettled, 500)]);
    expect(settled.toSorted()).toEqual([false, true]);
    const { tokens } = await ask(0);
    expect(tokens?.remaining).toBeGreaterThanOrEqual(-400);
    expect(tokens?.remaining).toBeLessThan(-300);
  });

  it('remember what is to be settled, each for one who asks, and again until it is', async () => {
    await rates.take(LIMIT, { requests: 0, tokens: 0 }, ['gen_1', 'gen_2']);
    expect(await rates.claimUnsettled()).toEqual([]);
    await makeDue();
    const claimed = (await Promise.all([rates.claimUnsettled(), rates.claimUnsettled()])).flat();
    expect(claimed.toSorted((one, two) => one.generationId.localeCompare(two.generationId))).toEqual([
      { generationId: 'gen_1', limit: LIMIT },
      { generationId: 'gen_2', limit: LIMIT },
    ]);
    await rates.settle({ generationId: 'gen_1', limit: LIMIT }, 1);
    await makeDue();
    expect(await rates.claimUnsettled()).toEqual([{ generationId: 'gen_2', limit: LIMIT }]);
  });

  async function makeDue(): Promise<void> {
    for (const member of await redis.zrange(keys.unsettledRates, '0', '-1'))
      await redis.call('ZADD', keys.unsettledRates, '1', member);
  }
});
