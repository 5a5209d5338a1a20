import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { substanceOf, wholeAnswer } from '../support/whole-answer.js';

describe('a thinking budget', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { gatewayEnvironment: { GATEWAY_THINKING_BUDGETS: 'low=3' } });
  });

  afterAll(() => cluster.stop());

  it('cuts the thought, and an answer follows', async () => {
    const free = await wholeAnswer(cluster.baseUrl, 'What is 7 + 8?');
    const thought = free.usage.completion_tokens_details.reasoning_tokens;
    expect(thought).toBeGreaterThan(8);
    const bound = await wholeAnswer(cluster.baseUrl, 'What is 7 + 8?', { reasoning: { max_tokens: 4 } });
    expect(bound.usage.completion_tokens_details.reasoning_tokens).toBe(4);
    const { content, finishReason } = substanceOf(bound);
    expect([content, finishReason]).toEqual([expect.stringMatching(/\d/), 'stop']);
  });

  it('stands for an effort where the configuration says so, and the request may say otherwise', async () => {
    const spent = async (extra: object): Promise<number> => {
      const { usage } = await wholeAnswer(cluster.baseUrl, 'What is 7 + 8?', { reasoning_effort: 'low', ...extra });
      return usage.completion_tokens_details.reasoning_tokens;
    };
    expect(await spent({})).toBe(3);
    expect(await spent({ reasoning: { max_tokens: 2 } })).toBe(2);
  });
});
