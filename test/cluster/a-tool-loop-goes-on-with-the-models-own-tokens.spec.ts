import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { type WholeAnswer, substanceOf, wholeAnswer } from '../support/whole-answer.js';

const QUESTION = 'What is the weather in Lyon?';
const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [
  { type: 'function', function: { name: 'get_weather', description: 'Get the weather for a city.', parameters: city } },
];

const cachedOf = ({ usage }: WholeAnswer): number =>
  (usage as unknown as { prompt_tokens_details: { cached_tokens: number } }).prompt_tokens_details.cached_tokens;

describe('the result of a tool', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  /** The first call, and the answer to its result, with the assistant's turn as `change` makes it. */
  async function loop(change: (message: Record<string, unknown>) => object) {
    const first = await wholeAnswer(cluster.baseUrl, QUESTION, { tools });
    const message = first.choices[0]?.message;
    const callId = message?.tool_calls?.[0]?.id;
    const messages = [
      { role: 'user', content: QUESTION },
      change({ ...message }),
      { role: 'tool', tool_call_id: callId, content: '{"condition":"sunny","temperature":21}' },
    ];
    return { first, second: await wholeAnswer(cluster.baseUrl, messages, { tools }) };
  }

  it('meets the thoughts and the call just as the model wrote them, even if the client dropped the thoughts', async () => {
    const kept = await loop((message) => message);
    const dropped = await loop(({ reasoning: _, reasoning_content: __, ...message }) => message);
    for (const { first, second } of [kept, dropped]) {
      expect(substanceOf(second).content).toBe('The weather in Lyon is sunny, 21 degrees.');
      // All but the last token drawn was read when the call was written.
      expect(cachedOf(second)).toBeGreaterThanOrEqual(first.usage.total_tokens - 1);
    }
    expect(dropped.second.usage.prompt_tokens).toBe(kept.second.usage.prompt_tokens);
  });

  it('meets the call as the client changed it', async () => {
    const changed = await loop((message) => {
      const [call] = message.tool_calls as { id: string; type: string; function: object }[];
      return { ...message, tool_calls: [{ ...call, function: { name: 'get_weather', arguments: '{"city":"Rome"}' } }] };
    });
    expect(cachedOf(changed.second)).toBeLessThan(changed.first.usage.total_tokens - 1);
    expect(cachedOf(changed.second)).toBeGreaterThanOrEqual(changed.first.usage.prompt_tokens - 1);
  });
});
