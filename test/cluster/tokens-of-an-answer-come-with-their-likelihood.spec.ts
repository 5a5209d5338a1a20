import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { wholeAnswer } from '../support/whole-answer.js';

interface TokenLogprob {
  token: string;
  logprob: number;
  bytes: number[] | null;
  top_logprobs: { token: string; logprob: number; bytes: number[] | null }[];
}

const contentOf = (choice: unknown) => (choice as { logprobs: { content: TokenLogprob[] } | null }).logprobs?.content;

describe('log probabilities', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  it.each([{}, { stop: ['Zebra'] }, { temperature: 1.3, top_p: 0.8, seed: 5 }])(
    'spell the answer, and nothing but the answer, with %j',
    async (settings) => {
      const asked = { logprobs: true, top_logprobs: 5, ...settings };
      const { choices } = await wholeAnswer(cluster.baseUrl, 'What is 7 + 8?', asked);
      const content = contentOf(choices[0]) ?? [];
      expect(Buffer.from(content.flatMap(({ bytes }) => bytes ?? [])).toString()).toBe(choices[0]?.message.content);
      for (const { logprob, top_logprobs: top } of content) {
        expect(logprob).toBeLessThanOrEqual(0);
        expect(top).toHaveLength(5);
        expect(top.reduce((sum, one) => sum + Math.exp(one.logprob), 0)).toBeLessThanOrEqual(1.000_1);
        expect([...top].sort((left, right) => right.logprob - left.logprob)).toEqual(top);
      }
    },
  );

  it('do not depend on how the tokens were drawn', async () => {
    const ask = async (extra: object) => {
      const asked = { logprobs: true, top_logprobs: 3, max_completion_tokens: 60, ...extra };
      const { choices } = await wholeAnswer(cluster.baseUrl, 'What is the capital of France?', asked);
      return { text: choices[0]?.message.content, first: contentOf(choices[0])?.[0] };
    };
    const cold = await ask({ temperature: 0 });
    const sharp = await ask({ temperature: 0.2, top_p: 0.5, seed: 1 });
    expect(sharp.text).toBe(cold.text);
    expect(sharp.first?.logprob).toBeCloseTo(cold.first?.logprob ?? 1, 3);
  });

  it('come with the chunks of a stream', async () => {
    const { chunks, content } = await streamAnswer(cluster.baseUrl, 'Count from 1 to 5.', { logprobs: true });
    const told = chunks.flatMap(({ choices }) => contentOf(choices?.[0] ?? { logprobs: null }) ?? []);
    expect(told.map(({ token }) => token).join('')).toBe(content);
    for (const { top_logprobs: top } of told) expect(top).toEqual([]);
  });
});
