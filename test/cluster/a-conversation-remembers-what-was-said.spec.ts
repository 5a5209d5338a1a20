import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type ShownItems, askConversations, beginConversation, itemsOf } from '../support/conversations.js';
import {
  type ShownItem,
  askResponses,
  createResponse,
  responseIdOf,
  retrieveResponse,
  streamResponse,
  textOf,
} from '../support/responses.js';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const OTHER_KEY = 'sk-other';
const BLIND_KEY = 'sk-blind';
const CAPITAL = 'What is the capital of France?';
const PARIS = 'The capital of France is Paris.';
const NEXT = 'What is the capital of Italy?';
const COUNT = 'Count from 1 to 20.';

const user = (text: string) => ({ type: 'message', role: 'user', content: text });
const typesOf = (items: readonly ShownItem[]): string[] => items.map(({ type, role }) => role ?? type);
const wordsOf = (items: readonly ShownItem[]): (string | undefined)[] =>
  items.filter(({ type }) => type === 'message').map(({ content }) => content?.[0]?.text);
const asBody = (body: object, method = 'POST'): RequestInit => ({ method, body: JSON.stringify(body) });

describe('a conversation', () => {
  let cluster: TestCluster;
  let here: string;
  let there: string;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '200' },
      gatewayEnvironment: {
        HARMONIUM_API_KEYS: `${TEST_KEY},${OTHER_KEY};tenant=other,${BLIND_KEY};scopes=inference`,
      },
    });
    here = cluster.baseUrl;
    there = (await cluster.cluster.startGateway()).baseUrl;
  });

  afterAll(() => cluster.stop());

  it('is gone on with at any gateway, and has what was asked and answered', async () => {
    const id = await beginConversation(here);
    const first = await createResponse(here, CAPITAL, { conversation: id });
    expect(first.conversation).toEqual({ id });
    expect(textOf(first)).toBe(PARIS);
    const second = await createResponse(there, NEXT, { conversation: { id } });
    expect(wordsOf(await itemsOf(there, id))).toEqual([CAPITAL, PARIS, NEXT, textOf(second)]);
    expect(typesOf(await itemsOf(here, id))).toEqual([
      'user',
      'reasoning',
      'assistant',
      'user',
      'reasoning',
      'assistant',
    ]);
    // The model was given the very prompt that it is given for the same words by themselves.
    const chained = await createResponse(here, NEXT, { previous_response_id: first.id });
    expect(second.usage?.input_tokens).toBe(chained.usage?.input_tokens);
    const ids = (await itemsOf(here, id)).map((item) => item.id);
    expect(ids.slice(1, 3)).toEqual(first.output.map((item) => item.id));
  });

  it('has what a stateless response said in it, which is found nowhere else', async () => {
    const id = await beginConversation(here);
    const response = await createResponse(here, CAPITAL, { conversation: id, store: false });
    expect(wordsOf(await itemsOf(there, id))).toEqual([CAPITAL, PARIS]);
    expect((await askResponses(here, `/${response.id}`)).status).toBe(404);
  });

  it('is written to by one response at a time', async () => {
    const id = await beginConversation(here, [user('Hello')]);
    const stream = await streamResponse(here, COUNT, { conversation: id });
    await stream.until(({ events }) => events.length > 5);
    const locked = { status: 409, body: { error: { code: 'conversation_locked' } } };
    expect(await askResponses(there, '', asBody({ model: TINY, input: NEXT, conversation: id }))).toMatchObject(locked);
    expect(await askConversations(there, `/${id}/items`, asBody({ items: [user('Hi')] }))).toMatchObject(locked);
    const [hello] = await itemsOf(there, id);
    expect(await askConversations(there, `/${id}/items/${hello?.id}`, { method: 'DELETE' })).toMatchObject(locked);
    await stream.ended;
    const next = await createResponse(there, NEXT, { conversation: id });
    expect(wordsOf(await itemsOf(here, id)).slice(-2)).toEqual([NEXT, textOf(next)]);
    expect(await itemsOf(here, id)).toHaveLength(7);
  });

  it('is as it was before when the client of a response leaves, and open for the next', async () => {
    const id = await beginConversation(here, [user('Hello')]);
    const stream = await streamResponse(here, COUNT, { conversation: id });
    await stream.until(({ events }) => events.length > 5);
    stream.leave();
    await eventually(async () => {
      const { status } = await askResponses(there, '', asBody({ model: TINY, input: NEXT, conversation: id }));
      return status === 200;
    });
    expect(wordsOf(await itemsOf(here, id)).slice(0, 2)).toEqual(['Hello', NEXT]);
  });

  it('gets what a response said whose gateway was killed, whether anybody looks at the response or not', async () => {
    const dying = await cluster.cluster.startGateway();
    const id = await beginConversation(here);
    const stream = await streamResponse(dying.baseUrl, COUNT, { conversation: id, background: true });
    await stream.until(({ events }) => events.length > 5);
    await dying.process.kill();
    const background = responseIdOf(stream);
    await eventually(async () => (await itemsOf(here, id)).length > 0);
    const items = await itemsOf(here, id);
    expect(typesOf(items)).toEqual(['user', 'reasoning', 'assistant']);
    expect(items.slice(1)).toEqual((await retrieveResponse(here, background)).output);
    const next = await createResponse(here, NEXT, { conversation: id });
    expect(wordsOf(await itemsOf(here, id)).slice(-1)).toEqual([textOf(next)]);
  });

  it('is open again when a response dies with its gateway', async () => {
    const dying = await cluster.cluster.startGateway({ GATEWAY_UNFOLLOWED_SECONDS: '1' });
    const id = await beginConversation(here, [user('Hello')]);
    const stream = await streamResponse(dying.baseUrl, COUNT, { conversation: id });
    await stream.until(({ events }) => events.length > 5);
    await dying.process.kill();
    await eventually(async () => {
      const { status } = await askResponses(here, '', asBody({ model: TINY, input: NEXT, conversation: id }));
      return status === 200;
    });
    const words = wordsOf(await itemsOf(here, id));
    // It may have ended before anybody missed its gateway.
    expect(words.slice(0, -1)).toEqual(words.length > 3 ? ['Hello', COUNT, words[2], NEXT] : ['Hello', NEXT]);
  });

  it("serves OpenAI's own client, page by page", async () => {
    const openai = new OpenAI({ baseURL: `${here}/v1`, apiKey: TEST_KEY });
    const { id, object, metadata } = await openai.conversations.create({ metadata: { topic: 'tea' } });
    expect([object, metadata]).toEqual(['conversation', { topic: 'tea' }]);
    const texts = Array.from({ length: 25 }, (_, index) => `Number ${index + 1}`);
    for (const some of [texts.slice(0, 20), texts.slice(20)]) {
      const added = await openai.conversations.items.create(id, {
        items: some.map((text) => ({ role: 'user', content: text })),
      });
      expect(added.data.map(({ type }) => type)).toEqual(some.map(() => 'message'));
    }
    const listed: unknown[] = [];
    for await (const item of openai.conversations.items.list(id, { limit: 10 })) {
      if (item.type === 'message') listed.push(item.content);
    }
    expect(listed).toEqual(texts.toReversed().map((text) => [{ type: 'input_text', text }]));
    const page = await openai.conversations.items.list(id, { order: 'asc', limit: 1 });
    const [first] = page.data;
    const firstId = first && 'id' in first ? (first.id ?? '') : '';
    expect(await openai.conversations.items.retrieve(firstId, { conversation_id: id })).toEqual(first);
    expect(await openai.conversations.items.delete(firstId, { conversation_id: id })).toMatchObject({ id, object });
    expect(await openai.conversations.update(id, { metadata: { topic: 'coffee' } })).toMatchObject({
      metadata: { topic: 'coffee' },
    });
    expect(await openai.conversations.retrieve(id)).toMatchObject({ metadata: { topic: 'coffee' } });
    expect(await openai.conversations.delete(id)).toEqual({ id, object: 'conversation.deleted', deleted: true });
    await expect(openai.conversations.retrieve(id)).rejects.toMatchObject({
      status: 404,
      code: 'conversation_not_found',
    });
  });

  it('takes in items that are stored elsewhere, and shows thoughts to those who may see them', async () => {
    const response = await createResponse(here, CAPITAL);
    const items = response.output.map(({ id }) => ({ type: 'item_reference', id }));
    const id = await beginConversation(here, [user(CAPITAL), ...items]);
    const taken = await itemsOf(there, id);
    expect(typesOf(taken)).toEqual(['user', 'reasoning', 'assistant']);
    expect(taken.map((item) => item.content).slice(1)).toEqual(response.output.map((item) => item.content));
    const seen = await askConversations(here, `/${id}/items/${taken[1]?.id}`, {}, BLIND_KEY);
    expect(seen).toMatchObject({ status: 200, body: { type: 'reasoning', content: [] } });
    const sealed = await askConversations(here, `/${id}/items?include[]=reasoning.encrypted_content`, {}, BLIND_KEY);
    expect((sealed.body as ShownItems).data[1]?.encrypted_content).toEqual(expect.any(String));
  });

  it('holds so much and no more, and shows it in pages that are not too large', async () => {
    const id = await beginConversation(here);
    const large = asBody({ items: [user('a'.repeat(6 * 2 ** 20))] });
    for (const gateway of [here, there])
      expect(await askConversations(gateway, `/${id}/items`, large)).toMatchObject({ status: 200 });
    const full = { status: 400, body: { error: { code: 'invalid_value', param: 'items' } } };
    expect(await askConversations(here, `/${id}/items`, large)).toMatchObject(full);
    const { data, has_more, last_id } = (await askConversations(here, `/${id}/items`)).body as ShownItems;
    expect([data.length, has_more]).toEqual([1, true]);
    expect((await askConversations(here, `/${id}/items?after=${last_id}`)).body).toMatchObject({ has_more: false });
  });

  it('says what is wrong', async () => {
    const id = await beginConversation(here, [user('Hello')]);
    const [item] = await itemsOf(here, id);
    const missing = (code: string) => ({ status: 404, body: { error: { code } } });
    const refused = (code: string, param: string) => ({ status: 400, body: { error: { code, param } } });
    for (const [path, key] of [
      [`/${id}`, OTHER_KEY],
      [`/${id}/items`, OTHER_KEY],
      [`/${id}/items/${item?.id}`, OTHER_KEY],
      ['/conv_01k9yq5w3v7zq4m8r2t6x0abcd', TEST_KEY],
      ['/anything', TEST_KEY],
    ] as const) {
      expect(await askConversations(here, path, {}, key)).toMatchObject(missing('conversation_not_found'));
      const changing = path.endsWith('/items') ? asBody({ items: [user('Hi')] }) : { method: 'DELETE' };
      expect(await askConversations(here, path, changing, key)).toMatchObject(missing('conversation_not_found'));
    }
    const foreign = asBody({ model: TINY, input: NEXT, conversation: id });
    expect(await askResponses(here, '', foreign, OTHER_KEY)).toMatchObject(missing('conversation_not_found'));
    expect(await askConversations(here, `/${id}/items/msg_1`)).toMatchObject(missing('item_not_found'));
    expect(await askConversations(here, `/${id}/items/msg_1`, { method: 'DELETE' })).toMatchObject(
      missing('item_not_found'),
    );
    expect(await askConversations(here, `/${id}/items?after=msg_1`)).toMatchObject(refused('invalid_value', 'after'));
    expect(await askConversations(here, `/${id}/items?limit=101`)).toMatchObject(refused('invalid_value', 'limit'));
    expect(await askConversations(here, `/${id}`, asBody({}))).toMatchObject(
      refused('missing_required_parameter', 'metadata'),
    );
    const unknown = asBody({ items: [{ type: 'item_reference', id: 'msg_1' }] });
    expect(await askConversations(here, `/${id}/items`, unknown)).toMatchObject({
      status: 404,
      body: { error: { code: 'item_not_found', param: 'items[0].id' } },
    });
    const both = asBody({ model: TINY, input: NEXT, conversation: id, previous_response_id: 'resp_1' });
    expect(await askResponses(here, '', both)).toMatchObject({ status: 400 });
    expect(await itemsOf(here, id)).toHaveLength(1);
  });
});
