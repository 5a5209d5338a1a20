import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { affinityOf } from '../support/conversation.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const QUESTION = 'Count from 1 to 20.';

describe('the worker that holds the prefix is busy', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const workerEnvironment = { WORKER_SLOTS: '1', WORKER_PACE_TOKENS_PER_SECOND: '20' };
    cluster = await startTestCluster(2, { workerEnvironment });
  });

  afterAll(() => cluster.stop());

  it('and another one answers meanwhile, instead of the conversation waiting for it', async () => {
    const endings: string[] = [];
    let second: ReturnType<typeof streamAnswer> | undefined;
    const first = await streamAnswer(
      cluster.baseUrl,
      QUESTION,
      {},
      {
        onChunk: () => {
          second ??= streamAnswer(cluster.baseUrl, QUESTION, { max_completion_tokens: 8 });
          void second.then(() => endings.push('second'));
        },
      },
    );
    endings.push('first');
    expect(first).toMatchObject({ error: null, done: true, finishReason: 'stop' });
    expect(await second).toMatchObject({ error: null, done: true, finishReason: 'length' });
    expect(endings[0]).toBe('second');
    await eventually(async () => (await affinityOf(cluster, 'fallback')) === 1);
  });

  it('and the conversation goes on where it was read last', async () => {
    const answer = await streamAnswer(cluster.baseUrl, QUESTION, { max_completion_tokens: 2 });
    expect(answer).toMatchObject({ error: null, done: true, finishReason: 'length' });
    await eventually(async () => (await affinityOf(cluster, 'hit')) + (await affinityOf(cluster, 'fallback')) === 2);
  });
});
