import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenResponses } from '@ai-sdk/open-responses';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APICallError, type LanguageModel, Output, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import {
  ADA,
  CAPITAL,
  COUNT,
  PARIS,
  PERSON,
  SCRIPTED,
  WEATHER,
  WEATHER_ANSWER,
  WEATHER_CALL,
  WEATHER_RESULT,
  allAreFreeAfter,
  cancelledBy,
  startClientCluster,
} from '../support/client-cluster.js';
import { TEST_KEY, TINY, type TestCluster } from '../support/test-cluster.js';
import { WatchedFetch } from '../support/watched-fetch.js';

type Provider = (url: string, key?: string) => (model: string) => LanguageModel;

const SHOWN = { whole: true, streamed: true };
const HIDDEN = { whole: false, streamed: false };

/** Each package with the settings that `docs/clients.md` gives. */
const PROVIDERS: [name: string, showsReasoning: typeof SHOWN, provider: Provider][] = [
  [
    '@ai-sdk/openai-compatible',
    SHOWN,
    (url, apiKey = TEST_KEY) =>
      createOpenAICompatible({
        name: 'harmonium',
        baseURL: `${url}/v1`,
        apiKey,
        includeUsage: true,
        supportsStructuredOutputs: true,
      }),
  ],
  ['@ai-sdk/openai', HIDDEN, (url, apiKey = TEST_KEY) => createOpenAI({ baseURL: `${url}/v1`, apiKey })],
  [
    '@ai-sdk/open-responses',
    SHOWN,
    (url, apiKey = TEST_KEY) => createOpenResponses({ name: 'harmonium', url: `${url}/v1/responses`, apiKey }),
  ],
  [
    '@ai-sdk/open-responses under /openresponses/v1',
    // Of a stream this version reads what OpenAI calls the events, and not what Open Responses calls them.
    { whole: true, streamed: false },
    (url, apiKey = TEST_KEY) =>
      createOpenResponses({ name: 'harmonium', url: `${url}/openresponses/v1/responses`, apiKey }),
  ],
];

let started: TestCluster;
let watched: WatchedFetch;
const warnings: unknown[] = [];

beforeAll(async () => {
  globalThis.AI_SDK_LOG_WARNINGS = (told) => warnings.push(told);
  started = await startClientCluster();
  watched = new WatchedFetch();
});

afterAll(async () => {
  watched.stop();
  await started.stop();
});

describe.each(PROVIDERS)('the AI SDK with %s', (name, showsReasoning, provider) => {
  const model = (name: string, key?: string): LanguageModel => provider(started.baseUrl, key)(name);

  it('generates a text', async () => {
    const { text, reasoningText, finishReason, usage, response } = await generateText({
      model: model(TINY),
      prompt: CAPITAL,
      temperature: 0,
    });
    expect([text, finishReason]).toEqual([PARIS, 'stop']);
    expect(reasoningText !== undefined && reasoningText !== '').toBe(showsReasoning.whole);
    expect(usage.outputTokenDetails.reasoningTokens).toBeGreaterThan(0);
    expect(usage.totalTokens).toBe((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
    expect(response.headers?.['x-request-id']).toMatch(/^req_/);
  });

  it('streams a text', async () => {
    const stream = streamText({ model: model(TINY), prompt: CAPITAL, temperature: 0 });
    const texts: string[] = [];
    const thoughts: string[] = [];
    for await (const part of stream.fullStream) {
      if (part.type === 'text-delta') texts.push(part.text);
      if (part.type === 'reasoning-delta') thoughts.push(part.text);
      if (part.type === 'error') throw part.error;
    }
    expect(texts.join('')).toBe(PARIS);
    expect(texts.length).toBeGreaterThan(1);
    expect(thoughts.join('') !== '').toBe(showsReasoning.streamed);
    expect(await stream.finishReason).toBe('stop');
    expect((await stream.totalUsage).outputTokenDetails.reasoningTokens).toBeGreaterThan(0);
  });

  it.each(['whole', 'streamed'])('goes through a loop of tools, %s', async (how) => {
    const asked: unknown[] = [];
    const get_weather = tool({
      description: 'Get the weather for a city.',
      inputSchema: z.object({ city: z.string() }),
      execute: (input) => {
        asked.push(input);
        return WEATHER_RESULT;
      },
    });
    const question = {
      model: model(SCRIPTED),
      prompt: WEATHER,
      tools: { get_weather },
      stopWhen: stepCountIs(3),
    };
    const { text, steps } = how === 'whole' ? await generateText(question) : streamText(question);
    expect(await text).toBe(WEATHER_ANSWER);
    expect((await steps).map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
    expect(asked).toEqual([WEATHER_CALL]);
    // OpenAI's package does not send again what is stored, but refers to it.
    const refers = JSON.stringify(watched.requests.at(-1)?.body).includes('"item_reference"');
    expect(refers).toBe(name === '@ai-sdk/openai');
  });

  it('gets an object of the shape that it asked for', async () => {
    const output = Output.object({ schema: z.object({ name: z.string(), age: z.number() }) });
    const question = { model: model(SCRIPTED), prompt: PERSON, output };
    expect((await generateText(question)).output).toEqual(ADA);
    expect(await streamText(question).output).toEqual(ADA);
  });

  it.each([
    ['an unknown model', 'gpt-5', TEST_KEY, 404, 'model_not_found'],
    ['a wrong key', TINY, 'sk-wrong', 401, 'invalid_api_key'],
  ])('throws an error that says why, for %s', async (_, asked, key, statusCode, code) => {
    const error: unknown = await generateText({ model: model(asked, key), prompt: CAPITAL, maxRetries: 0 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode, isRetryable: false, responseBody: expect.stringContaining(code) });
  });

  it('is aborted in the middle, and the slot is free again', async () => {
    const cancelled = await cancelledBy(started);
    const leaving = new AbortController();
    const { fullStream } = streamText({ model: model(SCRIPTED), prompt: COUNT, abortSignal: leaving.signal });
    const parts: string[] = [];
    for await (const { type } of fullStream) {
      parts.push(type);
      if (type === 'text-delta') leaving.abort();
    }
    expect(parts.at(-1)).toBe('abort');
    await allAreFreeAfter(started, cancelled + 1);
  });

  it('has nothing to warn of, and asks nobody else', () => {
    expect(warnings).toEqual([]);
    expect(watched.refused).toEqual([]);
  });
});
