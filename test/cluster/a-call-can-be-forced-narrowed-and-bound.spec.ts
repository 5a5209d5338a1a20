import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { wholeAnswer } from '../support/whole-answer.js';

const QUESTION = 'What is the capital of France?';

const city = {
  type: 'object',
  properties: { city: { type: 'string', pattern: '^[A-Z][a-z]{2,9}$' }, unit: { enum: ['C', 'F'] } },
  required: ['city', 'unit'],
  additionalProperties: false,
};
const toolNamed = (name: string, strict = true) => ({
  type: 'function',
  function: { name, description: 'Get something for a city.', parameters: city, strict },
});
const tools = [toolNamed('get_weather'), toolNamed('get_time'), toolNamed('get')];

describe('a call', () => {
  let cluster: TestCluster;
  const called = async (extra: Record<string, unknown>) => {
    const { choices } = await wholeAnswer(cluster.baseUrl, QUESTION, { tools, ...extra });
    return {
      reason: choices[0]?.finish_reason,
      call: choices[0]?.message.tool_calls?.[0],
      message: choices[0]?.message,
    };
  };

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  it('comes when it is required, though the question needs none, with arguments that fit', async () => {
    const { reason, call, message } = await called({ tool_choice: 'required' });
    expect([reason, message?.content]).toEqual(['tool_calls', null]);
    expect(tools.map(({ function: { name } }) => name)).toContain(call?.function.name);
    expect(JSON.parse(call?.function.arguments ?? '')).toEqual({
      city: expect.stringMatching(/^[A-Z][a-z]{2,9}$/),
      unit: expect.stringMatching(/^[CF]$/),
    });
    expect(message?.reasoning).toEqual(expect.any(String));
  });

  it.each(['get_weather', 'get_time', 'get'])('is of the tool that is named: %s', async (name) => {
    const { reason, call } = await called({ tool_choice: { type: 'function', function: { name } } });
    expect([reason, call?.function.name]).toEqual(['tool_calls', name]);
  });

  it('is of one of the allowed tools', async () => {
    const allowed = { mode: 'required', tools: [{ type: 'function', function: { name: 'get_time' } }] };
    const { call } = await called({ tool_choice: { type: 'allowed_tools', allowed_tools: allowed } });
    expect(call?.function.name).toBe('get_time');
  });

  it('of a custom tool brings its input as it is', async () => {
    const custom = {
      type: 'custom',
      custom: {
        name: 'shell',
        description: 'Run a command.',
        format: { type: 'grammar', grammar: { syntax: 'regex', definition: '^ls( -[a-z])?$' } },
      },
    };
    const choice = { tools: [custom], tool_choice: { type: 'custom', custom: { name: 'shell' } } };
    const { call } = await called(choice);
    const input = (call as unknown as { custom: { input: string } }).custom.input;
    expect([call?.type, input]).toEqual(['custom', expect.stringMatching(/^ls( -[a-z])?$/)]);
    const { chunks } = await streamAnswer(cluster.baseUrl, QUESTION, choice);
    const deltas = chunks.flatMap(({ choices }) => choices?.[0]?.delta.tool_calls ?? []) as {
      custom: { input: string };
    }[];
    expect(deltas.map((delta) => delta.custom.input).join('')).toBe(input);
  });
});
