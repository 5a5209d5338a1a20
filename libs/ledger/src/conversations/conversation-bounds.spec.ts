import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { eventually } from '../../../../test/support/test-cluster.js';
import { LedgerKeys } from '../keys.js';
import { LedgerConnection } from '../ledger-connection.js';
import { connectRedis } from '../redis-connection.js';
import { ConversationStore } from './conversation-store.js';
import type { ConversationAddress, ConversationItem } from './stored-conversation.js';
import { encodeItems } from './stored-item.js';

const MIB = 2 ** 20;
const KEYS = new LedgerKeys('test');

/** Its JSON has some bytes more than its text. */
const sized = (id: string, bytes: number): ConversationItem => ({ id, item: { id, text: 'a'.repeat(bytes) } });
const several = (count: number, bytes: number): ConversationItem[] =>
  Array.from({ length: count }, (_, index) => sized(`item_${index}`, bytes));

describe('what a conversation may hold', () => {
  let connection: LedgerConnection;
  let store: ConversationStore;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    connection = new LedgerConnection(connectRedis(temporary.server.url), KEYS);
    store = new ConversationStore(connection, KEYS, 60_000);
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

  const storedIn = ({ tenant, id }: ConversationAddress, item: string) =>
    connection.redis.hgetBuffer(KEYS.conversation(tenant, id).items, item);

  it('is kept as it is when it is small, and compressed when it is not', async () => {
    const address = await begun([sized('small', 100), sized('large', 100_000)]);
    expect((await storedIn(address, 'small'))?.toString()).toBe(`p1024:${JSON.stringify(sized('small', 100).item)}`);
    expect((await storedIn(address, 'large'))?.length).toBeLessThan(1_000);
    expect((await store.readAll(address))?.items).toEqual([sized('small', 100).item, sized('large', 100_000).item]);
  });

  it('leaves others their turns, however many items there are', async () => {
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const encoded = await encodeItems(several(10_000, 5));
    clearInterval(counting);
    expect(encoded).toHaveLength(20_000);
    expect(turns).toBeGreaterThan(5);
  });

  it('is 16 MiB however well they compress, and what is taken out makes room', async () => {
    const address = await begun();
    const [first, ...others] = several(4, 4 * MIB - 100);
    for (const item of [first, ...others])
      expect(await store.add(address, item ? [item] : [])).toEqual({ outcome: 'ok' });
    expect(await store.add(address, [sized('more', 1_000)])).toEqual({ outcome: 'full' });
    expect(await store.readItem(address, 'more')).toEqual({ outcome: 'unknown' });
    // It is there already, and counts nothing.
    expect(await store.add(address, first ? [first] : [])).toEqual({ outcome: 'ok' });
    await store.removeItem(address, 'item_2');
    expect(await store.add(address, [sized('more', 1_000)])).toEqual({ outcome: 'ok' });
    expect((await store.readAll(address))?.items.map(({ id }) => id)).toEqual(['item_0', 'item_1', 'item_3', 'more']);
  });

  it('is so many small items, too', async () => {
    const address = await begun();
    expect(await store.add(address, several(16_384, 1))).toEqual({ outcome: 'ok' });
    expect(await store.add(address, [sized('more', 1)])).toEqual({ outcome: 'full' });
    expect(await store.add(await begun(), several(16_385, 1))).toEqual({ outcome: 'full' });
    expect(await store.create({ tenant: 'acme', id: 'conv_large' }, {}, several(16_385, 1))).toBeNull();
    expect(await store.read({ tenant: 'acme', id: 'conv_large' })).toBeNull();
  });

  it('is exceeded only by what a response leaves, after which nothing is added, nor read as a whole', async () => {
    const address = await begun(several(3, 5 * MIB));
    await store.lock(address, 'resp_1', 3);
    await store.conclude(address, 'resp_1', 3, [sized('left', 5 * MIB)]);
    expect(await store.readItem(address, 'left')).toMatchObject({ outcome: 'ok' });
    expect(await store.add(address, [sized('more', 1)])).toEqual({ outcome: 'full' });
    const tooLong = expect.objectContaining({ code: 'context_length_exceeded', param: 'conversation' });
    await expect(store.readAll(address)).rejects.toEqual(tooLong);
    await store.removeItem(address, 'item_0');
    expect((await store.readAll(address))?.items).toHaveLength(3);
  });

  it('is listed in pages of some MiB, of one item at least', async () => {
    const address = await begun([...several(2, 3 * MIB), sized('large', 9 * MIB)]);
    const page = async (order: 'asc' | 'desc', after: string | null) => {
      const listed = await store.list(address, { order, after, limit: 100 });
      return listed.outcome === 'ok' && [listed.items.map(({ id }) => id), listed.hasMore, listed.lastId];
    };
    expect(await page('asc', null)).toEqual([['item_0', 'item_1'], true, 'item_1']);
    expect(await page('asc', 'item_1')).toEqual([['large'], false, 'large']);
    expect(await page('desc', null)).toEqual([['large'], true, 'large']);
  });
});
