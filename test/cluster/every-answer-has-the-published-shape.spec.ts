import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import {
  expectPublishedShape,
  extensionsNotMet,
  type PublishedShape,
} from '../support/published-shapes/expect-published-shape.js';
import { ShapeBook } from '../support/published-shapes/shape-book.js';
import { type TestCluster, TINY, eventually, startTestCluster } from '../support/test-cluster.js';

const WEATHER = 'What is the weather in Lyon?';
const CAPITAL = 'What is the capital of France?';
const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather = { name: 'get_weather', description: 'Get the weather for a city.' };

/** By what names OpenAI or Anthropic, and our own document, know an answer. */
type Shapes = [published: PublishedShape, documented: string];

describe('every answer has the shape that is published for it, and the one that our own document tells', () => {
  let cluster: TestCluster;
  let api: ApiClient;
  let document: ShapeBook;
  let paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
    api = new ApiClient(cluster.baseUrl);
    const { body } = await api.get('/openapi.json');
    document = new ShapeBook(body);
    paths = body.paths as typeof paths;
  });

  afterAll(() => cluster.stop());

  function expectShapes([published, documented]: Shapes, value: unknown): void {
    expectPublishedShape(published, value);
    expectDocumented(documented, value);
  }

  function expectDocumented(shape: string, value: unknown): void {
    const said = { faults: document.faults(shape, value), unnamed: document.extensions(shape, value) };
    expect({ shape, value, ...said }).toEqual({ shape, value, faults: [], unnamed: [] });
  }

  async function expectAnswer(shapes: Shapes, path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await api.post(path, body);
    expect(answer).toMatchObject({ status: 200 });
    expectShapes(shapes, answer.body);
    return answer.body;
  }

  async function expectEvents(shapes: Shapes, path: string, body: object): Promise<string[]> {
    const events = await api.stream(path, { ...body, stream: true });
    expect(events.length).toBeGreaterThan(2);
    for (const event of events) expectShapes(shapes, event);
    return events.map(({ type }) => String(type));
  }

  /** The document says that this route may answer with this error. */
  function expectForeseen(path: string, status: number, code: unknown): void {
    const said = paths[path]?.post?.responses[status]?.description;
    if (paths[path])
      expect({ path, status, said }).toEqual({ path, status, said: expect.stringContaining(`\`${String(code)}\``) });
  }

  describe('chat completions', () => {
    const PATH = '/v1/chat/completions';
    const chat = (question: string) => ({
      model: TINY,
      messages: [{ role: 'user', content: question }],
      temperature: 0,
    });
    const asked: [string, object][] = [
      ['an answer', chat(CAPITAL)],
      ['several', { ...chat(CAPITAL), n: 2, stream_options: { include_usage: true } }],
      ['a call', { ...chat(WEATHER), tools: [{ type: 'function', function: { ...weather, parameters: city } }] }],
      [
        'a call of a custom tool',
        { ...chat(WEATHER), tools: [{ type: 'custom', custom: weather }], tool_choice: 'required', max_tokens: 120 },
      ],
      ['log probabilities', { ...chat(CAPITAL), logprobs: true, top_logprobs: 3 }],
      ['one that was cut', { ...chat(CAPITAL), max_tokens: 5 }],
    ];

    it.each(asked)('%s', async (_, body) => {
      await expectAnswer(['chat.completion', 'ChatCompletion'], PATH, body);
    });

    it.each(asked)('%s, as a stream', async (_, body) => {
      await expectEvents(['chat.chunk', 'ChatStreamEvent'], PATH, body);
    });
  });

  describe('completions', () => {
    const PATH = '/v1/completions';
    const completion = { model: TINY, prompt: 'Once upon a time', max_tokens: 12, temperature: 0 };
    const asked: [string, object][] = [
      ['a text', completion],
      ['of several, with log probabilities', { ...completion, prompt: ['One', 'Two'], logprobs: 2, echo: true }],
    ];

    it.each(asked)('%s', async (_, body) => {
      await expectAnswer(['completion', 'TextCompletion'], PATH, body);
    });

    it.each(asked)('%s, as a stream', async (_, body) => {
      const options = { stream_options: { include_usage: true } };
      await expectEvents(['completion', 'TextCompletionStreamEvent'], PATH, { ...body, ...options });
    });
  });

  describe('responses', () => {
    const PATH = '/v1/responses';
    const include = ['reasoning.encrypted_content', 'message.output_text.logprobs'];
    const response = (input: unknown) => ({ model: TINY, input, temperature: 0 });
    const asked: [string, object][] = [
      ['an answer', response(CAPITAL)],
      ['that shows everything', { ...response(CAPITAL), include, top_logprobs: 2, metadata: { a: 'b' }, user: 'me' }],
      ['a call', { ...response(WEATHER), tools: [{ type: 'function', ...weather, parameters: city, strict: true }] }],
      [
        'a call of a custom tool',
        {
          ...response(WEATHER),
          tools: [{ type: 'custom', ...weather }],
          tool_choice: 'required',
          max_output_tokens: 120,
        },
      ],
      ['one that was cut', { ...response(CAPITAL), max_output_tokens: 5, store: false, instructions: 'Be brief.' }],
      ['of a schema', { ...response(CAPITAL), text: { format: { type: 'json_schema', name: 'city', schema: city } } }],
    ];

    it.each(asked)('%s', async (_, body) => {
      await expectAnswer(['response', 'Response'], PATH, body);
    });

    it.each(asked)('%s, as a stream', async (_, body) => {
      await expectEvents(['response.event', 'ResponseStreamEvent'], PATH, body);
    });

    it('under the other name, whose events of reasoning are called otherwise', async () => {
      const events = await api.stream(`/openresponses${PATH}`, { ...response(CAPITAL), stream: true });
      for (const event of events) expectDocumented('ResponseStreamEvent', event);
      expect(events.map(({ type }) => type)).toContain('response.reasoning.delta');
    });

    it('in the background: queued, and asked for until it has ended; then its events again', async () => {
      const body = { ...response(CAPITAL), background: true, stream: false };
      const { id } = await expectAnswer(['response', 'Response'], PATH, body);
      await eventually(async () => {
        const { body: now } = await api.get(`${PATH}/${String(id)}`);
        expectShapes(['response', 'Response'], now);
        return now.status === 'completed';
      });
      const told = await expectEvents(['response.event', 'ResponseStreamEvent'], PATH, { ...body });
      expect(told).toEqual(expect.arrayContaining(['response.queued', 'response.completed']));
    });

    it('its input items, tokens and compaction', async () => {
      const { id } = await expectAnswer(['response', 'Response'], PATH, response([{ role: 'user', content: CAPITAL }]));
      const items = await api.get(`${PATH}/${String(id)}/input_items`);
      expectShapes(['response.items', 'ItemList'], items.body);
      await expectAnswer(['response.input_tokens', 'InputTokens'], `${PATH}/input_tokens`, response(CAPITAL));
      await expectAnswer(['response.compaction', 'CompactedResponse'], `${PATH}/compact`, response(CAPITAL));
      expectDocumented('ResponseDeleted', (await api.delete(`${PATH}/${String(id)}`)).body);
    });
  });

  it('conversations and their items', async () => {
    const items = [{ role: 'user', content: CAPITAL }];
    const made = await expectAnswer(['conversation', 'Conversation'], '/v1/conversations', {
      items,
      metadata: { a: 'b' },
    });
    const path = `/v1/conversations/${String(made.id)}`;
    const response = { model: TINY, conversation: made.id, input: CAPITAL, temperature: 0 };
    await expectAnswer(['response', 'Response'], '/v1/responses', response);
    const listed = (await api.get(`${path}/items`)).body as { data: { id: string }[] };
    expectShapes(['conversation.items', 'ItemList'], listed);
    expect(listed.data.length).toBeGreaterThan(2);
    for (const { id } of listed.data) {
      expectShapes(['conversation.item', 'Item'], (await api.get(`${path}/items/${id}`)).body);
    }
    expectShapes(['conversation.deleted', 'ConversationDeleted'], (await api.delete(path)).body);
  });

  describe('messages', () => {
    const PATH = '/v1/messages';
    const message = (question: string) => ({
      model: TINY,
      max_tokens: 400,
      temperature: 0,
      messages: [{ role: 'user', content: question }],
    });
    const asked: [string, object][] = [
      ['an answer', message(CAPITAL)],
      ['with its thoughts', { ...message(CAPITAL), thinking: { type: 'enabled', budget_tokens: 1_024 } }],
      ['a call', { ...message(WEATHER), tools: [{ ...weather, input_schema: city }] }],
      ['one that was cut', { ...message(CAPITAL), max_tokens: 5 }],
    ];

    it.each(asked)('%s', async (_, body) => {
      await expectAnswer(['message', 'Message'], PATH, body);
    });

    it.each(asked)('%s, as a stream', async (_, body) => {
      await expectEvents(['message.event', 'MessageStreamEvent'], PATH, body);
    });

    it('how many tokens they have', async () => {
      await expectAnswer(['message.tokens', 'MessageTokens'], `${PATH}/count_tokens`, message(CAPITAL));
    });
  });

  it('models, one and all', async () => {
    expectShapes(['model', 'Model'], (await api.get(`/v1/models/${TINY}`)).body);
    expectShapes(['model.list', 'ModelList'], (await api.get('/v1/models')).body);
  });

  it('generations and their events, of which only our own document tells', async () => {
    const { data } = (await api.get('/v1/generations?limit=3')).body as { data: { id: string }[] };
    expectDocumented('GenerationList', (await api.get('/v1/generations')).body);
    for (const { id } of data) {
      expectDocumented('GenerationOutput', (await api.get(`/v1/generations/${id}?include=tokens`)).body);
      const events = await api.stream(`/v1/generations/${id}/events?format=events`);
      for (const event of events) expectDocumented('GenerationStreamEvent', event);
    }
  });

  it.each([
    ['/v1/chat/completions', {}],
    ['/v1/chat/completions', { model: 'no-such-model', messages: [{ role: 'user', content: 'Hi' }] }],
    ['/v1/completions', { model: TINY }],
    ['/v1/responses', { model: TINY, input: 5 }],
    ['/v1/responses', { model: TINY, input: 'Hi', previous_response_id: 'resp_none' }],
    ['/v1/conversations', { items: 5 }],
    ['/no/such/address', {}],
  ])('errors of %s with %j', async (path, body) => {
    const { status, body: error } = await api.post(path, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expectShapes(['error', 'Error'], error);
    expectForeseen(path, status, (error.error as { code: string }).code);
  });

  it.each([
    ['/v1/messages', {}],
    ['/v1/messages', { model: 'no-such-model', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }],
    ['/v1/messages/count_tokens', { model: TINY }],
    ['/v1/messages/batches', {}],
  ])('errors of %s with %j', async (path, body) => {
    const { status, body: error } = await api.post(path, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expectShapes(['message.error', 'AnthropicError'], error);
    expectForeseen(path, status, (error.error as { details: { error_code: string } }).details.error_code);
  });

  it('and nothing is listed as an extension of ours that no answer has', () => {
    expect(extensionsNotMet()).toEqual([]);
  });
});
