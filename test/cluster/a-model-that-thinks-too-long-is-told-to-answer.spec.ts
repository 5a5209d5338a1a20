import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { substanceOf, wholeAnswer } from '../support/whole-answer.js';

describe('a thinking budget', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
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
});
