import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { eventually } from '../../../../test/support/test-cluster.js';
import { LedgerKeys } from '../keys.js';
import { LedgerConnection } from '../ledger-connection.js';
import { connectRedis } from '../redis-connection.js';
import { ConversationStore } from './conversation-store.js';
import type { ConversationAddress, ConversationItem } from './stored-conversation.js';

const KEPT_MS = 60_000;
const KEYS = new LedgerKeys('test');

const item = (id: string): ConversationItem => ({ id, item: { id, type: 'message', text: `text of ${id}` } });
const numbered = (from: number, to: number): ConversationItem[] =>
  Array.from({ length: to - from + 1 }, (_, index) => item(`item_${from + index}`));

describe('conversations', () => {
  let connection: LedgerConnection;
  let store: ConversationStore;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    connection = new LedgerConnection(connectRedis(temporary.server.url), KEYS);
    store = new ConversationStore(connection, KEYS, KEPT_MS);
    await eventually(() => connection.isReachable);
  });

  afterAll(async () => {
    connection.redis.disconnect();
    await remove();
  });

  async function begun(items: readonly ConversationItem[] = []): Promise<ConversationAddress> {
    const address = { tenant: 'acme', id: `conv_${randomUUID()}` };
    await store.create(address, {}, items);
    return address;
  }

  const idsIn = async (address: ConversationAddress): Promise<unknown[]> =>
    ((await store.readAll(address))?.items ?? []).map(({ id }) => id);

  async function shortestTimeToLive({ tenant, id }: ConversationAddress): Promise<number> {
    const { record, items, order } = KEYS.conversation(tenant, id);
    return Math.min(...(await Promise.all([record, items, order].map((key) => connection.redis.pttl(key)))));
  }

  it('are found again with what was said of them', async () => {
    const address = { tenant: 'acme', id: 'conv_1' };
    const createdAtMs = await store.create(address, { topic: 'tea' }, [item('a')]);
    expect(await store.read(address)).toEqual({ createdAtMs, metadata: { topic: 'tea' }, lock: null });
    expect(await store.describe(address, { topic: 'coffee' })).toBe(true);
    expect(await store.read(address)).toMatchObject({ createdAtMs, metadata: { topic: 'coffee' } });
    expect(await store.readItem(address, 'a')).toEqual({ outcome: 'ok', item: item('a').item });
  });

  it('are begun once, however often it is said', async () => {
    const address = await begun([item('a')]);
    await store.create(address, { again: 'yes' }, [item('a')]);
    expect(await store.read(address)).toMatchObject({ metadata: {} });
    expect(await idsIn(address)).toEqual(['a']);
  });

  it('keep the order in which things were added, also when something was taken out', async () => {
    const address = await begun([item('b'), item('a')]);
    await store.add(address, [item('d'), item('c')]);
    expect(await store.removeItem(address, 'd')).toEqual({ outcome: 'ok' });
    expect(await store.removeItem(address, 'd')).toEqual({ outcome: 'unknown' });
    await store.add(address, [item('d'), item('a')]);
    expect(await idsIn(address)).toEqual(['b', 'a', 'c', 'd']);
  });

  it('are listed page by page, in both directions', async () => {
    const address = await begun(numbered(1, 5));
    const page = async (order: 'asc' | 'desc', after: string | null) => {
      const listed = await store.list(address, { order, after, limit: 2 });
      return listed.outcome === 'ok' ? [listed.items.map(({ id }) => id), listed.hasMore] : listed.outcome;
    };
    expect(await page('asc', null)).toEqual([['item_1', 'item_2'], true]);
    expect(await page('asc', 'item_2')).toEqual([['item_3', 'item_4'], true]);
    expect(await page('asc', 'item_4')).toEqual([['item_5'], false]);
    expect(await page('asc', 'item_3')).toEqual([['item_4', 'item_5'], false]);
    expect(await page('desc', null)).toEqual([['item_5', 'item_4'], true]);
    expect(await page('desc', 'item_2')).toEqual([['item_1'], false]);
    expect(await page('desc', 'item_1')).toEqual([[], false]);
    expect(await page('desc', 'elsewhere')).toBe('unknown');
  });

  it('are read as a whole, however long they are', async () => {
    const address = await begun();
    for (let first = 1; first <= 1_200; first += 300) await store.add(address, numbered(first, first + 299));
    expect(await idsIn(address)).toEqual(numbered(1, 1_200).map(({ id }) => id));
  });

  it('of one tenant do not exist for another, nor do those that were deleted or never begun', async () => {
    const address = await begun([item('a')]);
    const deleted = await begun([item('a')]);
    expect(await store.delete(deleted)).toBe(true);
    for (const gone of [{ ...address, tenant: 'other' }, deleted, { tenant: 'acme', id: 'conv_never' }]) {
      expect(await store.read(gone)).toBeNull();
      expect(await store.describe(gone, {})).toBe(false);
      expect(await store.delete(gone)).toBe(false);
      expect(await store.readAll(gone)).toBeNull();
      expect(await store.readItem(gone, 'a')).toEqual({ outcome: 'gone' });
      expect(await store.removeItem(gone, 'a')).toEqual({ outcome: 'gone' });
      expect(await store.add(gone, [item('b')])).toEqual({ outcome: 'gone' });
      expect(await store.lock(gone, 'resp_1', 0)).toEqual({ outcome: 'gone' });
      await store.conclude(gone, 'resp_1', 0, [item('b')]);
      expect(await store.read(gone)).toBeNull();
    }
    expect(await idsIn(address)).toEqual(['a']);
  });

  it('are written to by one response at a time, and by nobody beside it', async () => {
    const address = await begun([item('a')]);
    expect(await store.lock(address, 'resp_1', 1)).toEqual({ outcome: 'ok' });
    expect(await store.lock(address, 'resp_1', 1)).toEqual({ outcome: 'ok' });
    const locked = { outcome: 'locked', lock: { responseId: 'resp_1' } };
    expect(await store.lock(address, 'resp_2', 1)).toEqual(locked);
    expect(await store.add(address, [item('b')])).toEqual(locked);
    expect(await store.removeItem(address, 'a')).toEqual(locked);
    expect(await store.read(address)).toMatchObject({ lock: { responseId: 'resp_1' } });
    await store.unlock(address, 'resp_2');
    expect(await store.lock(address, 'resp_2', 1)).toEqual(locked);
    await store.unlock(address, 'resp_1');
    expect(await store.lock(address, 'resp_2', 1)).toEqual({ outcome: 'ok' });
  });

  it('take one of many responses that want to write at once', async () => {
    const address = await begun();
    const asked = Array.from({ length: 20 }, (_, index) => store.lock(address, `resp_${index}`, 0));
    expect((await Promise.all(asked)).filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  });

  it('are not taken by a response that does not know all that was added', async () => {
    const address = await begun([item('a')]);
    const { version = 0 } = (await store.readAll(address)) ?? {};
    await store.add(address, [item('b')]);
    expect(await store.lock(address, 'resp_1', version)).toEqual({ outcome: 'changed' });
    expect(await store.read(address)).toMatchObject({ lock: null });
    await store.removeItem(address, 'b');
    expect(await store.lock(address, 'resp_1', version)).toEqual({ outcome: 'changed' });
    expect(await store.lock(address, 'resp_1', version + 1)).toEqual({ outcome: 'ok' });
  });

  it('get what a response leaves once, and are open for the next then', async () => {
    const address = await begun([item('a')]);
    const left = [item('b'), item('c')];
    await store.lock(address, 'resp_1', 1);
    await Promise.all([1, 2, 3].map(() => store.conclude(address, 'resp_1', 1, left)));
    expect(await idsIn(address)).toEqual(['a', 'b', 'c']);
    expect(await store.lock(address, 'resp_2', 3)).toEqual({ outcome: 'ok' });
    await store.conclude(address, 'resp_1', 1, left);
    expect(await store.read(address)).toMatchObject({ lock: { responseId: 'resp_2' } });
    await store.conclude(address, 'resp_2', 3, []);
    expect(await store.removeItem(address, 'b')).toEqual({ outcome: 'ok' });
    expect(await store.removeItem(address, 'c')).toEqual({ outcome: 'ok' });
    await store.conclude(address, 'resp_1', 1, left);
    expect(await idsIn(address)).toEqual(['a']);
  });

  it('get it also if Redis has forgotten who writes, and what was there, and then once', async () => {
    const address = await begun([item('a')]);
    await store.conclude(address, 'resp_1', 5, [item('b')]);
    expect(await idsIn(address)).toEqual(['a', 'b']);
    await store.removeItem(address, 'b');
    await store.conclude(address, 'resp_1', 5, [item('b')]);
    expect(await idsIn(address)).toEqual(['a']);
  });

  it('get nothing behind what a response has not read', async () => {
    const address = await begun([item('a')]);
    await store.lock(address, 'resp_2', 1);
    await store.conclude(address, 'resp_1', 1, [item('b')]);
    await store.conclude(address, 'resp_2', 1, [item('c')]);
    await store.conclude(address, 'resp_1', 1, [item('b')]);
    expect(await idsIn(address)).toEqual(['a', 'c']);
  });

  it('do not grow by what has ended in them', async () => {
    const address = await begun();
    const { record } = KEYS.conversation(address.tenant, address.id);
    await store.conclude(address, 'resp_0', 0, [item('a')]);
    const fields = await connection.redis.hlen(record);
    for (let number = 1; number < 20; number++) {
      await store.lock(address, `resp_${number}`, 1);
      await store.conclude(address, `resp_${number}`, 1, []);
    }
    expect(await connection.redis.hlen(record)).toBe(fields);
  });

  it('are kept anew by whoever uses them, all of them', async () => {
    const address = await begun([item('a')]);
    const impatient = new ConversationStore(connection, KEYS, 1_000);
    const uses: ((one: ConversationStore) => Promise<unknown>)[] = [
      (one) => one.read(address),
      (one) => one.describe(address, {}),
      (one) => one.readItem(address, 'a'),
      (one) => one.list(address, { order: 'asc', after: null, limit: 1 }),
      (one) => one.add(address, [item('b')]),
      (one) => one.removeItem(address, 'b'),
      (one) => one.lock(address, 'resp_1', 2),
      (one) => one.conclude(address, 'resp_1', 2, [item('c')]),
    ];
    for (const use of uses) {
      await impatient.read(address);
      await use(store);
      expect(await shortestTimeToLive(address)).toBeGreaterThan(KEPT_MS / 2);
    }
  });

  it('that were empty when they were begun are kept whole too', async () => {
    const address = await begun();
    await store.add(address, [item('a')]);
    expect(await shortestTimeToLive(address)).toBeGreaterThan(KEPT_MS / 2);
    const concluded = await begun();
    await store.conclude(concluded, 'resp_1', 0, [item('a')]);
    expect(await shortestTimeToLive(concluded)).toBeGreaterThan(KEPT_MS / 2);
  });
});
