import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

describe('Redis loses everything while an answer is streamed', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '20' } });
  });

  afterAll(() => cluster.stop());

  it('and the stream ends with an error that says so, instead of never', async () => {
    const redis = new Redis(cluster.redis.url);
    let chunks = 0;
    const answer = await streamAnswer(
      cluster.baseUrl,
      'Tell me a story.',
      {},
      {
        onChunk: () => {
          if (++chunks === 10) void redis.flushall();
        },
      },
    );
    redis.disconnect();
    expect(answer).toMatchObject({ status: 200, error: 'generation_lost', done: false });
    expect(answer.reasoning).not.toBe('');
  });

  it('and the next question is answered, because the worker makes itself known again', async () => {
    await eventually(async () => {
      const answer = await streamAnswer(cluster.baseUrl, 'What is the capital of France?');
      return answer.content === 'The capital of France is Paris.';
    });
  });
});
