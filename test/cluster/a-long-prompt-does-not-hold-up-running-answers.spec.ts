import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

describe('a prompt of many tokens', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PREFILL_CHUNK_TOKENS: '32' } });
  });

  afterAll(() => cluster.stop());

  it('is read between the tokens of an answer that is being written', async () => {
    const asked: Promise<unknown>[] = [];
    let isReading = false;
    let meanwhile = 0;
    const begin = (): void => {
      isReading = true;
      const stop = { max_completion_tokens: 3 };
      const long = streamAnswer(cluster.baseUrl, 'word '.repeat(3_000), stop, {
        onChunk: ({ choices }) => {
          if (choices?.[0]?.delta.reasoning) isReading = false;
        },
      });
      asked.push(long);
    };
    const running = await streamAnswer(
      cluster.baseUrl,
      'Tell me a story.',
      { logit_bias: {}, temperature: 1, seed: 11, max_completion_tokens: 150 },
      {
        onChunk: ({ choices }) => {
          if (!choices?.[0]?.delta.content) return;
          if (asked.length === 0) begin();
          else if (isReading) meanwhile += 1;
        },
      },
    );
    await Promise.all(asked);
    expect(running.error).toBeNull();
    expect(meanwhile).toBeGreaterThan(20);
  });
});
