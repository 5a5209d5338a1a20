import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { eventually } from '../../../../test/support/test-cluster.js';
import { LedgerKeys } from '../keys.js';
import { connectRedis } from '../redis-connection.js';
import { IdempotencyStore, type KeyHolder } from './idempotency-store.js';

const KEY = { tenant: 'acme', route: '/v1/responses', key: 'order-1' };
const OURS = ['gen_1', 'gen_2'];
const THEIRS = ['gen_3'];

describe('an idempotency key', () => {
  const keys = new LedgerKeys('test');
  const name = keys.idempotencyKey(KEY.tenant, KEY.route, KEY.key);
  let redis: ReturnType<typeof connectRedis>;
  let store: IdempotencyStore;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    redis = connectRedis(temporary.server.url);
    store = new IdempotencyStore(redis, keys);
    await eventually(() => redis.status === 'ready');
  });

  beforeEach(() => redis.flushall());

  afterAll(async () => {
    redis.disconnect();
    await remove();
  });

  /** As if its holder had said nothing for longer than a claim lasts. */
  const lapse = (): Promise<number> => redis.hset(name, 'claimedUntilMs', '1');

  it('is given to one of those who want it at the same time', async () => {
    const wanting = Array.from({ length: 20 }, (_, index) => [`gen_${index}`]);
    const holders = await Promise.all(wanting.map((ids) => store.claim(KEY, 'digest', ids)));
    const winners = wanting.filter((_, index) => holders[index] === null);
    expect(winners).toHaveLength(1);
    const losers = holders.filter((holder) => holder !== null);
    expect(losers).toHaveLength(19);
    for (const holder of losers) expect(holder).toEqual({ digest: 'digest', ids: winners[0], standing: 'claimed' });
  });

  it('is another one for another tenant, another route and another key, whatever they are called', async () => {
    const others = [
      KEY,
      { ...KEY, tenant: 'acme2' },
      { ...KEY, route: '/v1/messages' },
      { ...KEY, key: 'order-2' },
      { tenant: 'acme:/v1', route: '/responses', key: 'order-1' },
    ];
    for (const key of others) expect(await store.claim(key, 'digest', OURS)).toBeNull();
  });

  it('is known as being accepted, then as kept for a day', async () => {
    await store.claim(KEY, 'digest', OURS);
    expect(await store.claim(KEY, 'other', THEIRS)).toEqual({ digest: 'digest', ids: OURS, standing: 'claimed' });
    expect(await store.keep(KEY, OURS)).toBe(true);
    expect(await store.claim(KEY, 'other', THEIRS)).toEqual({ digest: 'digest', ids: OURS, standing: 'kept' });
    expect(await redis.pttl(name)).toBeGreaterThan(86_000_000);
  });

  it('is free again when the request was refused', async () => {
    await store.claim(KEY, 'digest', OURS);
    await store.release(KEY, OURS);
    expect(await store.claim(KEY, 'other', THEIRS)).toBeNull();
  });

  it('has lapsed when its holder says nothing for seconds, unless it does again', async () => {
    await store.claim(KEY, 'digest', OURS);
    await lapse();
    expect(await store.claim(KEY, 'digest', THEIRS)).toMatchObject({ standing: 'lapsed' });
    expect(await store.prolong(KEY, OURS)).toBe(true);
    expect(await store.claim(KEY, 'digest', THEIRS)).toMatchObject({ standing: 'claimed' });
  });

  it.each(['lapsed', 'kept'] as const)('may be taken by one of those who have seen its holder %s', async (standing) => {
    await store.claim(KEY, 'digest', OURS);
    if (standing === 'kept') await store.keep(KEY, OURS);
    else await lapse();
    const seen = { digest: 'digest', ids: OURS, standing };
    expect(await store.claim(KEY, 'digest', THEIRS, { ...seen, ids: ['gen_9'] })).toEqual(seen);
    expect(await store.claim(KEY, 'digest', THEIRS, seen)).toBeNull();
    expect(await store.claim(KEY, 'digest', ['gen_4'], seen)).toMatchObject({ ids: THEIRS, standing: 'claimed' });
    expect(await store.prolong(KEY, OURS)).toBe(false);
    expect(await store.keep(KEY, OURS)).toBe(false);
    await store.release(KEY, OURS);
    expect(await store.keep(KEY, THEIRS)).toBe(true);
  });

  it('is not taken from a holder that stands otherwise by now', async () => {
    const seen = (standing: KeyHolder['standing']) => ({ digest: 'digest', ids: OURS, standing });
    await store.claim(KEY, 'digest', OURS);
    for (const standing of ['claimed', 'lapsed', 'kept'] as const)
      expect(await store.claim(KEY, 'digest', THEIRS, seen(standing))).toEqual(seen('claimed'));
    await lapse();
    for (const standing of ['claimed', 'kept'] as const)
      expect(await store.claim(KEY, 'digest', THEIRS, seen(standing))).toEqual(seen('lapsed'));
    await store.keep(KEY, OURS);
    for (const standing of ['claimed', 'lapsed'] as const)
      expect(await store.claim(KEY, 'digest', THEIRS, seen(standing))).toEqual(seen('kept'));
  });
});
