import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

const say = (content: string) => [{ role: 'user' as const, content }];
const FRANCE = { model: TINY, max_tokens: 200, temperature: 0, messages: say(CAPITAL) };
const THINKING = { type: 'enabled', budget_tokens: 1_024 } as const;

describe('the official package of Anthropic', () => {
  let started: TestCluster;
  let client: Anthropic;

  beforeAll(async () => {
    started = await startClientCluster();
    client = new Anthropic({ baseURL: started.baseUrl, apiKey: TEST_KEY, maxRetries: 0 });
  });

  afterAll(() => started.stop());

  it('gets a message, and the id of its request', async () => {
    const message = await client.messages.create(FRANCE);
    expect(message).toMatchObject({ role: 'assistant', model: TINY, stop_reason: 'end_turn', stop_sequence: null });
    expect(message.content).toMatchObject([{ type: 'text', text: PARIS }]);
    expect(message.usage.input_tokens + (message.usage.cache_read_input_tokens ?? 0)).toBeGreaterThan(0);
    expect(message.usage.output_tokens).toBeGreaterThan(0);
    expect(message._request_id).toMatch(/^req_/);
  });

  it('takes its key as a bearer token too', async () => {
    const bearer = new Anthropic({ baseURL: started.baseUrl, apiKey: null, authToken: TEST_KEY, maxRetries: 0 });
    expect((await bearer.messages.create(FRANCE)).stop_reason).toBe('end_turn');
  });

  it('shows thinking where it is asked for, with its signature', async () => {
    const { content } = await client.messages.create({ ...FRANCE, max_tokens: 2_048, thinking: THINKING });
    expect(content).toMatchObject([
      { type: 'thinking', thinking: expect.stringMatching(/./), signature: expect.stringMatching(/./) },
      { type: 'text', text: PARIS },
    ]);
  });

  it('says why a message was cut', async () => {
    const message = await client.messages.create({ model: SCRIPTED, max_tokens: 20, messages: say(COUNT) });
    expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 20 } });
  });

  it('puts a streamed message together itself, thinking and all', async () => {
    const texts: string[] = [];
    const thoughts: string[] = [];
    const stream = client.messages
      .stream({ ...FRANCE, max_tokens: 2_048, thinking: THINKING })
      .on('text', (text) => texts.push(text))
      .on('thinking', (thought) => thoughts.push(thought));
    const message = await stream.finalMessage();
    expect(texts.join('')).toBe(PARIS);
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: thoughts.join(''), signature: expect.stringMatching(/./) },
      { type: 'text', text: PARIS },
    ]);
    expect(message).toMatchObject({ stop_reason: 'end_turn' });
    expect(message.usage.output_tokens).toBeGreaterThan(0);
  });

  it('makes a tool round trip, thoughts included', async () => {
    const tools = [
      {
        name: 'get_weather',
        description: 'Get the weather for a city.',
        input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
      },
    ];
    const asked = { model: SCRIPTED, max_tokens: 2_048, thinking: THINKING, tools };
    const first = await client.messages.stream({ ...asked, messages: say(WEATHER) }).finalMessage();
    expect(first.stop_reason).toBe('tool_use');
    const call = first.content.at(-1);
    if (call?.type !== 'tool_use') throw new Error('No tool was called');
    expect([call.name, call.input]).toEqual(['get_weather', WEATHER_CALL]);
    const result = { type: 'tool_result', tool_use_id: call.id, content: WEATHER_RESULT } as const;
    const messages = [
      ...say(WEATHER),
      { role: 'assistant' as const, content: first.content },
      { role: 'user' as const, content: [result] },
    ];
    expect((await client.messages.create({ ...asked, messages })).content.at(-1)).toMatchObject({
      text: WEATHER_ANSWER,
    });
  });

  it('runs the tools itself until there is an answer', async () => {
    const asked: unknown[] = [];
    const getWeather = betaZodTool({
      name: 'get_weather',
      description: 'Get the weather for a city.',
      inputSchema: z.object({ city: z.string() }),
      run: (input) => {
        asked.push(input);
        return WEATHER_RESULT;
      },
    });
    const runner = client.beta.messages.toolRunner({
      model: SCRIPTED,
      max_tokens: 500,
      messages: say(WEATHER),
      tools: [getWeather],
    });
    expect((await runner).content.at(-1)).toMatchObject({ type: 'text', text: WEATHER_ANSWER });
    expect(asked).toEqual([WEATHER_CALL]);
  });

  it('parses an output of the shape that was asked for', async () => {
    const format = zodOutputFormat(z.object({ name: z.string(), age: z.number() }));
    const asked = { model: SCRIPTED, max_tokens: 500, messages: say(PERSON), output_config: { format } };
    expect((await client.messages.parse(asked)).parsed_output).toEqual(ADA);
  });

  it('counts tokens without answering', async () => {
    const { input_tokens: counted } = await client.messages.countTokens({ model: TINY, messages: say(CAPITAL) });
    const { usage } = await client.messages.create(FRANCE);
    expect(counted).toBe(usage.input_tokens + (usage.cache_read_input_tokens ?? 0));
  });

  it('throws its own kinds of errors, streaming or not', async () => {
    for (const stream of [false, true]) {
      const ask = (change: object, asking = client): Promise<unknown> =>
        asking.messages.create({ ...FRANCE, ...change, stream }).catch((thrown: unknown) => thrown);
      const unknownModel = await ask({ model: 'claude-none' });
      expect(unknownModel).toBeInstanceOf(Anthropic.NotFoundError);
      expect(unknownModel).toMatchObject({
        error: { type: 'error', error: { type: 'not_found_error' } },
        requestID: expect.stringMatching(/^req_/),
      });
      expect(await ask({ temperature: 'hot' })).toBeInstanceOf(Anthropic.BadRequestError);
      const stranger = new Anthropic({ baseURL: started.baseUrl, apiKey: 'sk-wrong', maxRetries: 0 });
      expect(await ask({}, stranger)).toBeInstanceOf(Anthropic.AuthenticationError);
    }
  });

  it('is aborted in the middle of a stream, and the slot is free again', async () => {
    const cancelled = await cancelledBy(started);
    const stream = client.messages.stream({ model: SCRIPTED, max_tokens: 3_000, messages: say(COUNT) });
    stream.on('text', () => stream.abort());
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await allAreFreeAfter(started, cancelled + 1);
  });
});
