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
  readonly ended = new Map<string, { conversation: string; left: ResponseItem[] }>();

  constructor(private readonly ledger: () => ReturnType<LedgerAccess['openConversations']>) {}

  async settle(tenant: string, id: string): Promise<PresentResponse | null> {
    const end = this.ended.get(id);
    if (end) await this.ledger().conclude({ tenant, id: end.conversation }, id, end.left.map(stored));
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
    await conversations.take(TENANT, id, 'resp_1', [hello]);
    archive.ended.set('resp_1', { conversation: id, left: [answer] });
    expect(await conversations.itemsOf(TENANT, id)).toEqual([hello, answer]);
    expect(await codeOf(conversations.itemsOf('other', id))).toBe('conversation_not_found');
    expect(await codeOf(conversations.itemsOf(TENANT, 'conv_1'))).toBe('conversation_not_found');
  });

  it('is taken by one response at a time', async () => {
    const { id, archive, conversations } = await newScene();
    archive.running.add('resp_1');
    await conversations.take(TENANT, id, 'resp_1', []);
    await conversations.take(TENANT, id, 'resp_1', []);
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', []))).toBe('conversation_locked');
    await conversations.letGo(TENANT, id, 'resp_1');
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', []))).toBe('ok');
  });

  it('is taken from one that has ended, and left nothing', async () => {
    const { id, archive, conversations } = await newScene();
    await conversations.take(TENANT, id, 'resp_1', []);
    archive.ended.set('resp_1', { conversation: id, left: [] });
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', []))).toBe('ok');
  });

  it('is not taken by a response that does not know all that was said', async () => {
    const { id, archive, conversations } = await newScene();
    await conversations.take(TENANT, id, 'resp_1', []);
    const readByAnother = await conversations.itemsOf(TENANT, id);
    archive.ended.set('resp_1', { conversation: id, left: [said('Hi')] });
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', readByAnother))).toBe('conversation_locked');
    const all = await conversations.itemsOf(TENANT, id);
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', all))).toBe('ok');
  });

  it('waits for one that nobody knows: it may be about to begin', async () => {
    const { id, conversations } = await newScene();
    await conversations.take(TENANT, id, 'resp_1', []);
    expect(await codeOf(conversations.take(TENANT, id, 'resp_2', []))).toBe('conversation_locked');
  });
});
