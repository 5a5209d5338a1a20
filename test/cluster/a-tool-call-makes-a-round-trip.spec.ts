import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { type ToolCall, substanceOf, wholeAnswer } from '../support/whole-answer.js';

const QUESTION = 'What is the weather in Lyon?';
const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [
  { type: 'function', function: { name: 'get_weather', description: 'Get the weather for a city.', parameters: city } },
  { type: 'function', function: { name: 'get_time', description: 'Get the local time of a city.', parameters: city } },
];

describe('a tool call makes a round trip', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  it.each([
    [QUESTION, 'get_weather', 'Lyon'],
    ['What time is it in Paris?', 'get_time', 'Paris'],
  ])('"%s" calls %s', async (question, name, argument) => {
    const { choices, usage } = await wholeAnswer(cluster.baseUrl, question, { tools });
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { role: 'assistant', content: null } });
    expect(choices[0]?.message.reasoning).toContain(`call ${name}`);
    expect(choices[0]?.message.tool_calls).toEqual([
      {
        id: expect.stringMatching(/^call_\w{10,}$/),
        type: 'function',
        function: { name, arguments: expect.any(String) },
      },
    ]);
    expect(JSON.parse(callOf(choices[0]?.message.tool_calls).function.arguments)).toEqual({ city: argument });
    expect(usage.completion_tokens_details.reasoning_tokens).toBeLessThan(usage.completion_tokens);
  });

  it('whose stream names the tool first and then brings its arguments', async () => {
    const { chunks, content, finishReason, done } = await streamAnswer(cluster.baseUrl, QUESTION, { tools });
    expect({ content, finishReason, done }).toEqual({ content: '', finishReason: 'tool_calls', done: true });
    const deltas = chunks.flatMap(({ choices }) => choices?.[0]?.delta.tool_calls ?? []);
    const [opening, ...pieces] = deltas as (ToolCall & { index: number })[];
    expect(opening).toEqual({
      index: 0,
      id: expect.stringMatching(/^call_\w{10,}$/),
      type: 'function',
      function: { name: 'get_weather', arguments: '' },
    });
    for (const piece of pieces) expect(piece).toEqual({ index: 0, function: { arguments: expect.any(String) } });
    expect(pieces.map((piece) => piece.function.arguments).join('')).toBe('{"city":"Lyon"}');
  });

  it('and its result, sent back with the call and the reasoning, becomes the answer', async () => {
    const { choices } = await wholeAnswer(cluster.baseUrl, QUESTION, { tools });
    const call = callOf(choices[0]?.message.tool_calls);
    const messages = [
      { role: 'user', content: QUESTION },
      choices[0]?.message ?? {},
      { role: 'tool', tool_call_id: call.id, content: '{"condition":"sunny","temperature":21}' },
    ];
    expect(substanceOf(await wholeAnswer(cluster.baseUrl, messages, { tools }))).toMatchObject({
      content: 'The weather in Lyon is sunny, 21 degrees.',
      finishReason: 'stop',
    });
  });

  it('but a question that needs no tool calls none', async () => {
    const answer = await wholeAnswer(cluster.baseUrl, 'What is the capital of France?', { tools });
    expect(substanceOf(answer)).toMatchObject({ content: 'The capital of France is Paris.', finishReason: 'stop' });
    expect(answer.choices[0]?.message).not.toHaveProperty('tool_calls');
  });

  it('and where tools are declared but forbidden none is called', async () => {
    const answer = await wholeAnswer(cluster.baseUrl, QUESTION, { tools, tool_choice: 'none' });
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.choices[0]?.message).not.toHaveProperty('tool_calls');
  });
});

function callOf(calls: ToolCall[] | undefined): ToolCall {
  if (!calls?.[0]) throw new Error('No tool was called');
  return calls[0];
}
