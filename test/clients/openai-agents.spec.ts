import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, OpenAIProvider, Runner, type Tool, tool } from '@openai/agents';
import { WebSocket } from 'ws';
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

/** The package looks for it among the globals, where Node.js has it from version 22 on. */
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? WebSocket });

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
  ['chat completions', { useResponses: false }],
  ['responses', { useResponses: true }],
  ['responses over a WebSocket', { useResponses: true, useResponsesWebSocket: true }],
])('@openai/agents on %s', (_, options) => {
  const providers: OpenAIProvider[] = [];

  const runner = (apiKey = TEST_KEY): Runner => {
    const modelProvider = new OpenAIProvider({ baseURL: `${started.baseUrl}/v1`, apiKey, ...options });
    providers.push(modelProvider);
    return new Runner({ modelProvider, tracingDisabled: true });
  };

  afterAll(async () => {
    for (const provider of providers) await provider.close();
  });

  const agent = (model: string, tools: Tool[] = []): Agent =>
    new Agent({ name: 'helper', model, tools, modelSettings: { temperature: 0 } });

  function weatherTool(asked: unknown[]): Tool {
    return tool({
      name: 'get_weather',
      description: 'Get the weather for a city.',
      parameters: z.object({ city: z.string() }),
      execute: (input) => {
        asked.push(input);
        return WEATHER_RESULT;
      },
    });
  }

  it('runs to a final output', async () => {
    const { finalOutput, rawResponses } = await runner().run(agent(TINY), CAPITAL);
    expect(finalOutput).toBe(PARIS);
    expect(rawResponses).toHaveLength(1);
    expect(rawResponses[0]?.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    const { inputTokens = 0, outputTokens = 0, totalTokens } = rawResponses[0]?.usage ?? {};
    expect(outputTokens).toBeGreaterThan(0);
    expect(totalTokens).toBe(inputTokens + outputTokens);
  });

  it('streams its output', async () => {
    const run = await runner().run(agent(TINY), CAPITAL, { stream: true });
    const texts: string[] = [];
    for await (const text of run.toTextStream()) texts.push(text);
    await run.completed;
    expect([texts.join(''), run.finalOutput]).toEqual([PARIS, PARIS]);
    expect(texts.length).toBeGreaterThan(1);
  });

  it.each([false, true])('goes through a loop of tools (streamed: %s)', async (stream) => {
    const asked: unknown[] = [];
    const helper = agent(SCRIPTED, [weatherTool(asked)]);
    const run = stream ? await runner().run(helper, WEATHER, { stream }) : await runner().run(helper, WEATHER);
    if ('completed' in run) await run.completed;
    expect(run.finalOutput).toBe(WEATHER_ANSWER);
    expect(asked).toEqual([WEATHER_CALL]);
    expect(run.newItems.map(({ type }) => type)).toEqual([
      'reasoning_item',
      'tool_call_item',
      'tool_call_output_item',
      'reasoning_item',
      'message_output_item',
    ]);
  });

  it('goes on with a conversation', async () => {
    const asked: unknown[] = [];
    const helper = agent(SCRIPTED, [weatherTool(asked)]);
    const first = await runner().run(helper, WEATHER);
    const second = await runner().run(helper, [...first.history, { role: 'user', content: 'And now?' }]);
    expect(second.finalOutput).toBe(WEATHER_ANSWER);
    expect(asked).toHaveLength(1);
  });

  it('gets an output of the type that it asked for', async () => {
    const outputType = z.object({ name: z.string(), age: z.number() });
    const typed = new Agent({ name: 'helper', model: SCRIPTED, outputType });
    expect((await runner().run(typed, PERSON)).finalOutput).toEqual(ADA);
  });

  it('throws an error that says why', async () => {
    const askUnknownModel = () => runner().run(agent('gpt-5'), CAPITAL);
    const askWithWrongKey = () => runner('sk-wrong').run(agent(TINY), CAPITAL);
    if ('useResponsesWebSocket' in options) {
      // Over a WebSocket the package itself says no more.
      await expect(askUnknownModel()).rejects.toThrow('ended with unsuccessful terminal state "error"');
      await expect(askWithWrongKey()).rejects.toThrow();
    } else {
      await expect(askUnknownModel()).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
      await expect(askWithWrongKey()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    }
  });

  it('is aborted in the middle, and the slot is free again', async () => {
    const cancelled = await cancelledBy(started);
    const leaving = new AbortController();
    const run = await runner().run(agent(SCRIPTED), COUNT, { stream: true, signal: leaving.signal });
    for await (const text of run.toTextStream()) if (text !== '') leaving.abort();
    await allAreFreeAfter(started, cancelled + 1);
  });

  it('asks nobody else', () => {
    expect(watched.refused).toEqual([]);
  });
});
