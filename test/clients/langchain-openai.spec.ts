import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type AIMessageChunk, HumanMessage, ToolMessage, type UsageMetadata } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { concat } from '@langchain/core/utils/stream';
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai';
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

let started: TestCluster;
let watched: WatchedFetch;

beforeAll(async () => {
  started = await startClientCluster();
  watched = new WatchedFetch();
});

afterAll(async () => {
  watched.stop();
  await started.stop();
});

describe.each([
  ['chat completions', false],
  ['responses', true],
])('@langchain/openai on %s', (_, useResponsesApi) => {
  const warn = jest.spyOn(console, 'warn');

  const chat = (model: string, fields: ChatOpenAIFields = {}): ChatOpenAI =>
    new ChatOpenAI({
      model,
      apiKey: TEST_KEY,
      configuration: { baseURL: `${started.baseUrl}/v1` },
      useResponsesApi,
      maxRetries: 0,
      ...fields,
    });

  const getWeather = tool(() => WEATHER_RESULT, {
    name: 'get_weather',
    description: 'Get the weather for a city.',
    schema: z.object({ city: z.string() }),
  });

  it('gets a message', async () => {
    const message = await chat(TINY, { temperature: 0 }).invoke(CAPITAL);
    expect(message.text).toBe(PARIS);
    const { input_tokens: input, output_tokens: output, total_tokens: total, output_token_details } = usageOf(message);
    expect(total).toBe(input + output);
    expect(output_token_details?.reasoning).toBeGreaterThan(0);
    expect(message.response_metadata).toMatchObject({ model_name: TINY });
  });

  it('streams a message', async () => {
    const texts: string[] = [];
    const reasons: unknown[] = [];
    let totalTokens = 0;
    for await (const chunk of await chat(TINY, { temperature: 0 }).stream(CAPITAL)) {
      texts.push(chunk.text);
      reasons.push(chunk.response_metadata.finish_reason ?? chunk.response_metadata.status);
      if (chunk.usage_metadata) totalTokens += usageOf(chunk).total_tokens;
    }
    expect(texts.join('')).toBe(PARIS);
    expect(reasons).toContain(useResponsesApi ? 'completed' : 'stop');
    expect(totalTokens).toBeGreaterThan(0);
  });

  it('makes a tool round trip', async () => {
    const model = chat(SCRIPTED).bindTools([getWeather]);
    const question = new HumanMessage(WEATHER);
    const called = await model.invoke([question]);
    expect(called.tool_calls).toEqual([
      { type: 'tool_call', id: expect.stringMatching(/^call_/), name: 'get_weather', args: WEATHER_CALL },
    ]);
    const result = new ToolMessage({ content: WEATHER_RESULT, tool_call_id: called.tool_calls?.[0]?.id ?? '' });
    expect((await model.invoke([question, called, result])).text).toBe(WEATHER_ANSWER);
  });

  it('puts a streamed call together', async () => {
    const stream = await chat(SCRIPTED).bindTools([getWeather]).stream(WEATHER);
    const chunks: AIMessageChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.reduce((whole, chunk) => concat(whole, chunk)).tool_calls).toMatchObject([
      { name: 'get_weather', args: WEATHER_CALL },
    ]);
  });

  it.each(['jsonSchema', 'functionCalling'] as const)('gets a structured output by %s', async (method) => {
    const schema = z.object({ name: z.string(), age: z.number() });
    const asking = chat(method === 'jsonSchema' ? SCRIPTED : TINY, { temperature: 0 });
    const output = await asking.withStructuredOutput(schema, { name: 'person', method, strict: true }).invoke(PERSON);
    if (method === 'jsonSchema') expect(output).toEqual(ADA);
    else expect(schema.parse(output)).toEqual(output);
  });

  it('throws an error that says why', async () => {
    await expect(chat('gpt-5').invoke(CAPITAL)).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(chat(TINY, { apiKey: 'sk-wrong' }).invoke(CAPITAL)).rejects.toMatchObject({ status: 401 });
  });

  it('is aborted in the middle, and the slot is free again', async () => {
    const cancelled = await cancelledBy(started);
    const leaving = new AbortController();
    const stream = await chat(SCRIPTED).stream(COUNT, { signal: leaving.signal });
    const read = async (): Promise<void> => {
      for await (const { text } of stream) if (text !== '') leaving.abort();
    };
    await expect(read()).rejects.toThrow(/abort/i);
    await allAreFreeAfter(started, cancelled + 1);
  });

  it('warns of nothing, and asks nobody else', () => {
    expect(warn).not.toHaveBeenCalled();
    expect(watched.refused).toEqual([]);
  });
});

/** The package's declarations lose this type under `exactOptionalPropertyTypes`. */
function usageOf({ usage_metadata: usage }: { usage_metadata?: unknown }): UsageMetadata {
  if (usage === undefined) throw new Error('The message tells no usage');
  return usage as UsageMetadata;
}
