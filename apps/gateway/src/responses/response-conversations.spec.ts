import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LedgerAccess, openLedger } from '#ledger';
import { type ResponseItem, newConversationId, newItemId } from '#openai-api';
import { ServingError } from '#protocol';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { eventually } from '../../../../test/support/test-cluster.js';
import { ResponseConversations } from './response-conversations.js';
import type { PresentResponse } from './response-forms.js';

const TENANT = 'acme';

const said = (text: string): ResponseItem => ({
  type: 'message',
  id: newItemId('message'),
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_text', text }],
});
const stored = (item: ResponseItem) => ({ id: item.id, item });

/** What is known of responses: whether they have ended, and what they leave. */
class FakeArchive {
  readonly running = new Set<string>();
  readonly ended = new Map<string, { conversation: string; version: number; left: ResponseItem[] }>();

  constructor(private readonly ledger: () => ReturnType<LedgerAccess['openConversations']>) {}

  async settle(tenant: string, id: string): Promise<PresentResponse | null> {
    const end = this.ended.get(id);
    if (end) await this.ledger().conclude({ tenant, id: end.conversation }, id, end.version, end.left.map(stored));
    // Nothing else is looked at.
    return end || this.running.has(id) ? ({ hasEnded: end !== undefined } as PresentResponse) : null;
  }
}

describe('the conversation of a response', () => {
  let ledger: LedgerAccess;
  let store: ReturnType<LedgerAccess['openConversations']>;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    ledger = openLedger(temporary.server.url, () => undefined);
    store = ledger.openConversations(60_000);
    await eventually(() => ledger.isReachable());
  });

  afterAll(async () => {
    await ledger.close();
    await remove();
  });

  async function newScene(items: readonly ResponseItem[] = []) {
    const id = newConversationId();
    await store.create({ tenant: TENANT, id }, {}, items.map(stored));
    const archive = new FakeArchive(() => store);
    return { id, archive, conversations: new ResponseConversations(store, archive) };
  }

  const codeOf = (doing: Promise<unknown>): Promise<unknown> =>
    doing.then(
      () => 'ok',
      (error: unknown) => (error instanceof ServingError ? error.code : error),
    );

  it('is what was said in it, also by a response that has only just ended', async () => {
    const [hello, answer] = [said('Hello'), said('Hi')];
    const { id, archive, conversations } = await newScene([hello]);
    await conversations.take(TENANT, id, 'resp_1', 1);
    archive.ended.set('resp_1', { conversation: id, version: 1, left: [answer] });
    expect(await conversations.read(TENANT, id)).toEqual({ items: [hello, answer], version: 2 });
    expect(await codeOf(conversations.read('other', id))).toBe('conversation_not_found');
    expect(await codeOf(conversations.read(TENANT, 'conv_1'))).toBe('conversation_not_found');
    expect(await codeOf(conversations.take('other', id, 'resp_2', 2))).toBe('conversation_not_found');
  });

  it('is taken by one response at a time, which is named to others', async () => {
    const { id, archive, conversations } = await newScene();
    archive.running.add('resp_1');
    await conversations.take(TENANT, id, 'resp_1', 0);
    await conversations.take(TENANT, id, 'resp_1', 0);
    const locked = { code: 'conversation_locked', message: expect.stringContaining("'resp_1'") as unknown };
    await expect(conversations.take(TENANT, id, 'resp_2', 0)).rejects.toMatchObject(locked);
    await conversations.letGo(TENANT, id, 'resp_1');
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', 0))).toBe('ok');
  });

  it('is taken from one that has ended, and left nothing', async () => {
    const { id, archive, conversations } = await newScene();
    await conversations.take(TENANT, id, 'resp_1', 0);
    archive.ended.set('resp_1', { conversation: id, version: 0, left: [] });
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', 0))).toBe('ok');
  });

  it('is not taken by a response that does not know all that was said', async () => {
    const { id, archive, conversations } = await newScene();
    await conversations.take(TENANT, id, 'resp_1', 0);
    const readByAnother = await conversations.read(TENANT, id);
    archive.ended.set('resp_1', { conversation: id, version: 0, left: [said('Hi')] });
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', readByAnother.version))).toBe('conversation_locked');
    const { version } = await conversations.read(TENANT, id);
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', version))).toBe('ok');
  });

  it('is taken at once from one that nobody knows: whoever holds it was known before', async () => {
    const { id, conversations } = await newScene();
    await conversations.take(TENANT, id, 'resp_1', 0);
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', 0))).toBe('ok');
  });
});
