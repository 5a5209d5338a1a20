import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type JsonObject, newGenerationId } from '#protocol';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { eventually } from '../../../../test/support/test-cluster.js';
import { LedgerKeys } from '../keys.js';
import { connectRedis } from '../redis-connection.js';
import { type KeptResponse, ResponseStore } from './response-store.js';

interface Forms {
  item: JsonObject;
  echo: JsonObject;
  body: JsonObject;
}

const HOUR_MS = 3_600_000;

describe('the store of responses', () => {
  const keys = new LedgerKeys('test');
  let redis: ReturnType<typeof connectRedis>;
  let store: ResponseStore<Forms>;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    redis = connectRedis(temporary.server.url);
    store = new ResponseStore(redis, keys, HOUR_MS);
    await eventually(() => redis.status === 'ready');
  });

  beforeEach(() => redis.flushall());

  afterAll(async () => {
    redis.disconnect();
    await remove();
  });

  function sample(overrides: Partial<KeptResponse<Forms>> = {}): KeptResponse<Forms> {
    return {
      tenant: 'acme',
      id: 'resp_1',
      generationId: newGenerationId(),
      isStored: true,
      createdAtMs: 1_700_000_000_000,
      conversationId: null,
      conversationVersion: 0,
      chain: ['resp_0'],
      input: [{ id: 'msg_1', type: 'message', content: [{ type: 'input_text', text: 'Hällo 👋' }] }],
      echo: { instructions: null, tools: [] },
      ...overrides,
    };
  }

  /** Makes everything due that waits for its final form. */
  async function letTimePass(): Promise<void> {
    const waiting = await redis.zrange(keys.unarchived(0), '0', '-1');
    for (const name of waiting) await redis.call('ZADD', keys.unarchived(0), '1', name);
  }

  it('gives back what was kept, and its final form from then on', async () => {
    const response = sample({ conversationId: 'conv_1', conversationVersion: 3 });
    const ageMs = expect.any(Number) as unknown;
    await store.keep(response);
    expect(await store.find('acme', 'resp_1')).toEqual({ ...response, ageMs, body: null });
    expect(await store.archive('acme', 'resp_1', { status: 'completed' })).toBe('archived');
    expect(await store.find('acme', 'resp_1')).toEqual({ ...response, ageMs, body: { status: 'completed' } });
  });

  it("says by Redis's clock for how long it is kept, whatever anybody else's says", async () => {
    await store.keep(sample({ createdAtMs: Date.now() + 2 * HOUR_MS }));
    const { ageMs } = (await store.find('acme', 'resp_1')) ?? {};
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(HOUR_MS);
    await redis.hincrby(keys.response('acme', 'resp_1'), 'keptAtMs', -HOUR_MS);
    expect((await store.find('acme', 'resp_1'))?.ageMs).toBeGreaterThanOrEqual(HOUR_MS);
  });

  it('knows nothing of it for another tenant, whatever the names hold', async () => {
    await store.keep(sample({ tenant: 'a', id: 'b:c' }));
    expect(await store.find('a:b', 'c')).toBeNull();
    expect(await store.find('b', 'b:c')).toBeNull();
    expect(await store.forget('b', 'b:c')).toBe(false);
    expect(await store.find('a', 'b:c')).not.toBeNull();
  });

  it('takes one final form of all that come at once', async () => {
    await store.keep(sample());
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => store.archive('acme', 'resp_1', { writer })),
    );
    expect(outcomes.filter((outcome) => outcome === 'archived')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'already')).toHaveLength(19);
    const found = await store.find('acme', 'resp_1');
    expect(found?.body).toEqual({ writer: outcomes.indexOf('archived') });
  });

  it('does not bring back what was deleted', async () => {
    await store.keep(sample());
    expect(await store.forget('acme', 'resp_1')).toBe(true);
    expect(await store.archive('acme', 'resp_1', {})).toBe('gone');
    expect(await store.keep(sample())).toBe(false);
    expect(await store.find('acme', 'resp_1')).toBeNull();
    expect(await store.forget('acme', 'resp_1')).toBe(false);
    await letTimePass();
    expect(await store.claimUnarchived()).toEqual([]);
    const name = keys.response('acme', 'resp_1');
    expect(await redis.keys('*')).toEqual([name]);
    expect(await redis.hkeys(name)).toEqual(['deleted']);
    expect(await redis.pttl(name)).toBeGreaterThan(30_000);
  });

  it('forgets one that may not be found when it has its final form', async () => {
    await store.keep(sample({ isStored: false }));
    expect(await store.find('acme', 'resp_1')).toMatchObject({ isStored: false });
    expect(await store.archive('acme', 'resp_1', {})).toBe('archived');
    expect(await redis.keys('*')).toEqual([]);
  });

  it('gives each that has no final form to one who looks, when it is due, again and again until it has one', async () => {
    await store.keep(sample());
    await store.keep(sample({ id: 'resp_2' }));
    expect(await store.claimUnarchived()).toEqual([]);
    await letTimePass();
    const claims = await Promise.all(Array.from({ length: 5 }, () => store.claimUnarchived()));
    const ids = claims.flat().map(({ id }) => id);
    expect(ids.sort()).toEqual(['resp_1', 'resp_2']);
    expect(await store.claimUnarchived()).toEqual([]);
    await store.archive('acme', 'resp_1', {});
    await letTimePass();
    expect(await store.claimUnarchived()).toEqual([{ tenant: 'acme', id: 'resp_2' }]);
  });

  it('looks less often the older it is, and at least once a minute', async () => {
    const delayAfter = async (ageMs: number): Promise<number> => {
      await redis.flushall();
      await store.keep(sample());
      const nowMs = Number((await redis.time())[0]) * 1_000;
      await redis.hset(keys.response('acme', 'resp_1'), 'keptAtMs', String(nowMs - ageMs));
      await letTimePass();
      await store.claimUnarchived();
      return Number(await redis.zscore(keys.unarchived(0), keys.responseName('acme', 'resp_1'))) - nowMs;
    };
    const [young, older, old] = [await delayAfter(0), await delayAfter(20_000), await delayAfter(HOUR_MS)];
    expect(young).toBeLessThan(older);
    expect(older).toBeLessThan(old);
    expect(old).toBeLessThan(2 * 60_000);
  });

  it('does not let expire what runs, nor what somebody goes on from', async () => {
    const name = keys.response('acme', 'resp_1');
    await store.keep(sample());
    await redis.pexpire(name, 60_000);
    await letTimePass();
    await store.claimUnarchived();
    expect(await redis.pttl(name)).toBeGreaterThan(60_000);
    await store.archive('acme', 'resp_1', {});
    await redis.pexpire(name, 60_000);
    await store.prolong('acme', ['resp_1', 'resp_unknown']);
    expect(await redis.pttl(name)).toBeGreaterThan(60_000);
    expect(await redis.exists(keys.response('acme', 'resp_unknown'))).toBe(0);
  });

  it('looks after nothing that has expired', async () => {
    await store.keep(sample());
    await redis.del(keys.response('acme', 'resp_1'));
    await letTimePass();
    expect(await store.claimUnarchived()).toEqual([]);
    expect(await redis.keys('*')).toEqual([]);
  });

  it('changes nothing when it is kept twice', async () => {
    expect(await store.keep(sample())).toBe(true);
    await store.archive('acme', 'resp_1', { status: 'completed' });
    expect(await store.keep(sample({ chain: [] }))).toBe(false);
    expect(await store.find('acme', 'resp_1')).toMatchObject({ chain: ['resp_0'], body: { status: 'completed' } });
  });
});
