import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

describe('Redis loses everything while an answer is streamed', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
  });

  afterAll(() => cluster.stop());

  it('and the gateway, which has seen it all, takes it in again: the client gets the whole answer', async () => {
    const whole = await streamAnswer(cluster.baseUrl, 'Count from 1 to 20.');
    const redis = new Redis(cluster.redis.url);
    const forgotten: Promise<string>[] = [];
    const answer = await streamAnswer(
      cluster.baseUrl,
      'Count from 1 to 20.',
      {},
      {
        onChunk: ({ choices }) => {
          if (choices?.[0]?.delta.content?.includes('5') && forgotten.length === 0) forgotten.push(redis.flushall());
        },
      },
    );
    expect(await Promise.all(forgotten)).toEqual(['OK']);
    redis.disconnect();
    expect(answer).toMatchObject({ status: 200, error: null, done: true, content: whole.content });
  });

  it('and the next question is answered, because the worker makes itself known again', async () => {
    await eventually(async () => {
      const answer = await streamAnswer(cluster.baseUrl, 'What is the capital of France?');
      return answer.content === 'The capital of France is Paris.';
    });
  });
});
