import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { metricOf } from '../support/busy-worker.js';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const CAPITAL = { role: 'user', content: 'What is the capital of France?' } as const;
const STORY = { role: 'user', content: 'Tell me a story.' } as const;
const PARIS = 'The capital of France is Paris.';
const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

describe('the official openai package', () => {
  let cluster: TestCluster;
  let client: OpenAI;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '50' } });
    client = clientWith(TEST_KEY);
  });

  afterAll(() => cluster.stop());

  const clientWith = (apiKey: string): OpenAI =>
    new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, apiKey, maxRetries: 0 });

  it('lists the models and finds one', async () => {
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toEqual([TINY]);
    expect(await client.models.retrieve(TINY)).toMatchObject({ id: TINY, object: 'model' });
  });

  it('gets a completion, and the id of its request', async () => {
    const completion = await client.chat.completions.create({ model: TINY, messages: [CAPITAL], temperature: 0 });
    expect(completion.choices[0]).toMatchObject({ message: { content: PARIS }, finish_reason: 'stop' });
    expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
    expect(completion._request_id).toMatch(/^req_/);
  });

  it('iterates over a stream', async () => {
    const stream = await client.chat.completions.create({
      model: TINY,
      messages: [CAPITAL],
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(PARIS);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('puts a streamed answer together itself', async () => {
    const contents: string[] = [];
    const stream = client.chat.completions
      .stream({ model: TINY, messages: [CAPITAL], temperature: 0 })
      .on('content', (delta) => contents.push(delta));
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]).toMatchObject({
      message: { role: 'assistant', content: PARIS },
      finish_reason: 'stop',
    });
    expect(contents.join('')).toBe(PARIS);
  });

  it('puts a streamed tool call together itself', async () => {
    const stream = client.chat.completions.stream({
      model: TINY,
      messages: [{ role: 'user', content: 'What is the weather in Lyon?' }],
      temperature: 0,
      tools: [
        {
          type: 'function',
          function: { name: 'get_weather', description: 'Get the weather for a city.', parameters: city },
        },
      ],
    });
    const [choice] = (await stream.finalChatCompletion()).choices;
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(choice?.message.tool_calls).toMatchObject([
      { type: 'function', function: { name: 'get_weather', arguments: '{"city":"Lyon"}' } },
    ]);
  });

  it('runs the tool and brings back the final answer', async () => {
    const asked: unknown[] = [];
    const runner = client.chat.completions.runTools({
      model: TINY,
      messages: [{ role: 'user', content: 'What is the weather in Lyon?' }],
      temperature: 0,
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Get the weather for a city.',
            parameters: city,
            parse: JSON.parse,
            function: (argument: unknown) => {
              asked.push(argument);
              return 'sunny, 21 degrees';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('The weather in Lyon is sunny, 21 degrees.');
    expect(asked).toEqual([{ city: 'Lyon' }]);
  });

  it('completes a text, whole and streamed', async () => {
    const asked = { model: TINY, prompt: 'Once upon a time', max_tokens: 5, temperature: 0 };
    const { choices, usage } = await client.completions.create(asked);
    expect(choices[0]).toMatchObject({ finish_reason: 'length', text: expect.stringMatching(/./) });
    expect(usage?.completion_tokens).toBe(5);
    const texts: string[] = [];
    for await (const chunk of await client.completions.create({ ...asked, stream: true }))
      texts.push(chunk.choices[0]?.text ?? '');
    expect(texts.join('')).toBe(choices[0]?.text);
  });

  it.each([
    ['a wrong key', OpenAI.AuthenticationError, { status: 401, code: 'invalid_api_key' }],
    ['an unknown model', OpenAI.NotFoundError, { status: 404, code: 'model_not_found', param: 'model' }],
    ['a bad setting', OpenAI.BadRequestError, { status: 400, code: 'invalid_value', param: 'temperature' }],
  ])('throws its own kind of error for %s, streaming or not', async (mistake, kind, details) => {
    const asking = clientWith(mistake === 'a wrong key' ? 'sk-wrong' : TEST_KEY);
    const model = mistake === 'an unknown model' ? 'gpt-5' : TINY;
    const temperature = mistake === 'a bad setting' ? 5 : 0;
    for (const stream of [false, true]) {
      const error: unknown = await asking.chat.completions
        .create({ model, temperature, messages: [CAPITAL], stream })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(kind);
      expect(error).toMatchObject({
        ...details,
        type: 'invalid_request_error',
        requestID: expect.stringMatching(/^req_/),
      });
    }
  });

  it('stops in the middle of a stream, and the slot is free again', async () => {
    const stream = await client.chat.completions.create({
      model: TINY,
      messages: [STORY],
      temperature: 0,
      stream: true,
    });
    const reasons: unknown[] = [];
    for await (const { choices } of stream) {
      reasons.push(choices[0]?.finish_reason);
      if (reasons.length === 5) stream.controller.abort();
    }
    expect(new Set(reasons)).toEqual(new Set([null]));
    await eventually(async () => (await metricOf(cluster.baseUrl, 'harmonium_gateway_cancelled_total')) === 1);
    await eventually(
      async () => (await metricOf(cluster.worker(0).operationsUrl, 'harmonium_worker_busy_slots')) === 0,
    );
  });
});
