import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const CAPITAL = { role: 'user', content: 'What is the capital of France?' } as const;

const Place = z.object({
  name: z.enum(['Paris', 'Rome']),
  country: z.string().max(12),
  people: z.array(z.object({ age: z.number().int().min(0).max(99) })).max(2),
  note: z.string().max(8).nullable(),
});

describe('the official openai package, where it wants structure', () => {
  let cluster: TestCluster;
  let client: OpenAI;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
    client = new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, apiKey: TEST_KEY, maxRetries: 0 });
  });

  afterAll(() => cluster.stop());

  it('parses an answer into the shape that was asked for, whole and streamed', async () => {
    const asked = {
      model: TINY,
      messages: [CAPITAL],
      temperature: 0,
      response_format: zodResponseFormat(Place, 'place'),
    };
    const { choices } = await client.chat.completions.parse(asked);
    const parsed = choices[0]?.message.parsed;
    expect(Place.parse(parsed)).toEqual(parsed);
    const streamed = await client.chat.completions.stream(asked).finalChatCompletion();
    expect(streamed.choices[0]?.message.parsed).toEqual(parsed);
  });

  it('parses the arguments of a forced call', async () => {
    const tool = zodFunction({ name: 'look_up', parameters: Place, description: 'Look a place up.' });
    const { choices } = await client.chat.completions.parse({
      model: TINY,
      messages: [CAPITAL],
      temperature: 0,
      tools: [tool],
      tool_choice: { type: 'function', function: { name: 'look_up' } },
    });
    const call = choices[0]?.message.tool_calls?.[0];
    if (call?.type !== 'function') throw new Error('No function was called');
    expect([choices[0]?.finish_reason, call.function.name]).toEqual(['tool_calls', 'look_up']);
    expect(() => Place.parse(call.function.parsed_arguments)).not.toThrow();
  });

  it('gets several choices with their log probabilities, streamed', async () => {
    const completion = await client.chat.completions
      .stream({ model: TINY, messages: [CAPITAL], temperature: 1, seed: 5, n: 2, logprobs: true, top_logprobs: 2 })
      .finalChatCompletion();
    expect(completion.choices.map(({ index }) => index)).toEqual([0, 1]);
    for (const { message, logprobs } of completion.choices) {
      const told = logprobs?.content ?? [];
      expect(told.map(({ token }) => token).join('')).toBe(message.content);
      expect(told.every(({ top_logprobs: top }) => top.length === 2)).toBe(true);
    }
  });

  it('is told which keyword of a schema cannot be enforced', async () => {
    const schema = { type: 'object', properties: { a: { not: { type: 'string' } } } };
    const error: unknown = await client.chat.completions
      .create({
        model: TINY,
        messages: [CAPITAL],
        response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema } },
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ code: 'invalid_json_schema', message: expect.stringContaining("'not'") });
  });
});
