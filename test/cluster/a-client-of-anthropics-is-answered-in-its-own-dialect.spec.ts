import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { EventReader } from '../support/event-reader.js';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const BLIND_KEY = 'sk-blind';
const WEATHER = 'What is the weather in Lyon?';
const CAPITAL = 'What is the capital of France?';
const PARIS = 'The capital of France is Paris.';
const TOOLS: Anthropic.Tool[] = [
  {
    name: 'get_weather',
    description: 'Get the weather for a city.',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
/** The SDK's types have no temperature any more; the API has. */
const GREEDY = { model: TINY, max_tokens: 500, temperature: 0 };
const THINKING = { type: 'enabled', budget_tokens: 1_024 } as const;

const say = (content: string): Anthropic.MessageParam[] => [{ role: 'user', content }];
const promptTokens = ({ usage }: Anthropic.Message): number =>
  usage.input_tokens + (usage.cache_read_input_tokens ?? 0);
const textOf = ({ content }: Anthropic.Message): string =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('');

describe("a client of Anthropic's", () => {
  let cluster: TestCluster;
  let client: Anthropic;
  let blind: Anthropic;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '200' },
      gatewayEnvironment: { HARMONIUM_API_KEYS: `${TEST_KEY},${BLIND_KEY};scopes=inference` },
    });
    client = clientWith({ apiKey: TEST_KEY });
    blind = clientWith({ apiKey: BLIND_KEY });
  });

  afterAll(() => cluster.stop());

  const clientWith = (options: { apiKey?: string; authToken?: string }): Anthropic =>
    new Anthropic({ baseURL: cluster.baseUrl, maxRetries: 0, apiKey: null, authToken: null, ...options });

  const ask = (
    messages: Anthropic.MessageParam[],
    extra: Partial<Anthropic.MessageCreateParamsNonStreaming> = {},
  ): Promise<Anthropic.Message> => client.messages.create({ ...GREEDY, messages, ...extra, stream: false });

  /** The model's call with the thought in front of it, and the history with its result: `change` makes the turn. */
  async function toolLoop(change: (content: Anthropic.ContentBlock[]) => Anthropic.ContentBlockParam[]) {
    const first = await ask(say(WEATHER), { tools: TOOLS, thinking: THINKING });
    const content = change(first.content);
    const call = content.find((block) => block.type === 'tool_use');
    const result = { type: 'tool_result', tool_use_id: call?.id ?? '', content: 'sunny, 21 degrees' } as const;
    const messages = [
      ...say(WEATHER),
      { role: 'assistant' as const, content },
      { role: 'user' as const, content: [result] },
    ];
    return { first, messages };
  }

  /** As a client does that names calls in its own way: so no gateway knows the turn by its call. */
  const renamed = (content: Anthropic.ContentBlock[]): Anthropic.ContentBlockParam[] =>
    content.map((block) => (block.type === 'tool_use' ? { ...block, id: 'toolu_of_mine' } : block));

  const count = async (messages: Anthropic.MessageParam[]): Promise<number> =>
    (await client.messages.countTokens({ model: TINY, messages, tools: TOOLS })).input_tokens;

  it('is answered with a text, whole or streamed, with the same ids, tokens and words', async () => {
    const whole = await ask(say(CAPITAL));
    const streamed = await client.messages.stream({ ...GREEDY, messages: say(CAPITAL) }).finalMessage();
    expect([textOf(whole), textOf(streamed)]).toEqual([PARIS, PARIS]);
    expect(whole.content).toHaveLength(1);
    expect([whole.id, streamed.id]).toEqual([expect.stringMatching(/^msg_/), expect.stringMatching(/^msg_/)]);
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
    expect(promptTokens(streamed)).toBe(promptTokens(whole));
    expect(await count([{ role: 'user', content: CAPITAL }])).toBeGreaterThan(promptTokens(whole));
  });

  it('may ask with a query that names the beta, and a bearer token', async () => {
    const bearer = clientWith({ authToken: TEST_KEY });
    const asked = {
      model: TINY,
      max_tokens: 500,
      temperature: 0,
      messages: [{ role: 'user' as const, content: CAPITAL }],
    };
    expect((await bearer.beta.messages.create({ ...asked, betas: ['later-2027-01-01'] })).content).toMatchObject([
      { type: 'text', text: PARIS },
    ]);
    const { input_tokens: counted } = await bearer.beta.messages.countTokens({ model: TINY, messages: asked.messages });
    expect(counted).toBe(promptTokens(await ask(say(CAPITAL))));
  });

  it('makes a tool round trip', async () => {
    const { first, messages } = await toolLoop((content) => content);
    expect(first).toMatchObject({
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', signature: expect.stringMatching(/^hs1\./) },
        { type: 'tool_use', name: 'get_weather', input: { city: 'Lyon' } },
      ],
    });
    const second = await ask(messages, { tools: TOOLS, thinking: THINKING });
    expect(textOf(second)).toBe('The weather in Lyon is sunny, 21 degrees.');
    // All but the last token drawn was read when the call was written.
    expect(second.usage.cache_read_input_tokens).toBeGreaterThanOrEqual(
      promptTokens(first) + first.usage.output_tokens - 1,
    );
  });

  it('brings thoughts back by their signature, word for word, even without the words', async () => {
    const kept = await toolLoop(renamed);
    const wordless = await toolLoop((content) =>
      renamed(content).map((block) => (block.type === 'thinking' ? { ...block, thinking: '' } : block)),
    );
    const second = await ask(wordless.messages, { tools: TOOLS });
    expect(textOf(second)).toBe('The weather in Lyon is sunny, 21 degrees.');
    expect(await count(wordless.messages)).toBe(await count(kept.messages));
  });

  it('may bring thoughts of another model, which vanish if there is nothing to read', async () => {
    const foreign = await toolLoop((content) =>
      renamed(content).map((block) =>
        block.type === 'thinking' ? { type: 'redacted_thinking', data: 'ErUBCkYIBRgC' } : block,
      ),
    );
    const dropped = await toolLoop((content) => renamed(content).filter(({ type }) => type !== 'thinking'));
    expect(await count(foreign.messages)).toBe(await count(dropped.messages));
    expect(await count(foreign.messages)).toBeLessThan(await count((await toolLoop(renamed)).messages));
  });

  it('sees thoughts only if it asks, and its key may', async () => {
    const types = ({ content }: Anthropic.Message): string[] => content.map(({ type }) => type);
    expect(types(await ask(say(CAPITAL)))).toEqual(['text']);
    const asked = { model: TINY, max_tokens: 2_000, temperature: 0, messages: say(CAPITAL), thinking: THINKING };
    expect(types(await blind.messages.create(asked))).toEqual(['text']);
    expect(types(await client.messages.create(asked))).toEqual(['thinking', 'text']);
    const omitted = { ...asked, thinking: { ...THINKING, display: 'omitted' as const } };
    expect((await client.messages.stream(omitted).finalMessage()).content[0]).toMatchObject({
      type: 'thinking',
      thinking: '',
      signature: expect.stringMatching(/^hs1\./),
    });
  });

  it('is told which of its stop sequences ended the answer', async () => {
    const stopped = await ask(say(CAPITAL), { stop_sequences: ['London', ' France'] });
    expect(stopped).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: ' France' });
    expect(textOf(stopped)).toBe('The capital of');
  });

  it('is told whether it or the context was the limit', async () => {
    const story = say('Tell me a story.');
    expect((await ask(story, { max_tokens: 5 })).stop_reason).toBe('max_tokens');
    const long = 'word '.repeat(20_000);
    await expect(ask(say(long))).rejects.toMatchObject({
      status: 400,
      error: { error: { type: 'invalid_request_error', details: { error_code: 'context_length_exceeded' } } },
    });
  });

  it('is refused in its own words', async () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://example.com/cat.png' } } as const;
    await expect(ask([{ role: 'user', content: [image] }])).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      requestID: expect.stringMatching(/^req_/),
    });
    await expect(ask(say(CAPITAL), { model: 'claude-none' })).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    await expect(
      clientWith({ apiKey: 'sk-no' }).messages.create({ model: TINY, max_tokens: 1, messages: say('Hi') }),
    ).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
  });

  it('comes back to a stream at another gateway, while it runs and afterwards, with just the rest', async () => {
    const asked = {
      model: TINY,
      max_tokens: 2_000,
      temperature: 0,
      messages: say('Count from 1 to 20.'),
      thinking: THINKING,
    };
    const init = { method: 'POST', body: JSON.stringify({ ...asked, stream: true }) };
    const headers = { 'x-harmonium-resumable': 'true' };
    const first = await EventReader.open(`${cluster.baseUrl}/v1/messages`, { ...init, headers });
    await first.until(({ events }) => events.some(({ data }) => data.includes('text_delta')));
    first.leave();
    await first.ended;
    const other = await cluster.cluster.startGateway();
    const second = await first.resume(other.baseUrl);
    expect(await second.ended).toBe('whole');
    const again = await EventReader.open(`${other.baseUrl}/v1/generations/${first.generationId}/events`);
    await again.ended;
    expect([...first.events, ...second.events]).toEqual(again.events);
    expect(again.events.at(-1)?.name).toBe('message_stop');
    const texts = again.events.flatMap(
      ({ data }) => (JSON.parse(data) as { delta?: { text?: string } }).delta?.text ?? [],
    );
    expect(texts.join('')).toMatch(/1.*2.*20/s);
  });

  it('is told to come again when nobody has room', async () => {
    const { process } = cluster.worker(0);
    process.signal('SIGTERM');
    await process.exited;
    await eventually(async () => (await metricOf(cluster.baseUrl, 'harmonium_gateway_ready_workers')) === 0);
    await expect(ask(say(CAPITAL))).rejects.toMatchObject({ status: 529, type: 'overloaded_error' });
    expect(await count(say(CAPITAL))).toBeGreaterThan(0);
  });
});
