import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { busyWorker } from '../support/busy-worker.js';

describe('a worker dies in the middle of a stream', () => {
  let cluster: TestCluster;
  let whole: string;

  beforeAll(async () => {
    cluster = await startTestCluster(2, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
    whole = (await streamAnswer(cluster.baseUrl, 'Count from 1 to 20.')).content;
  });

  afterAll(() => cluster.stop());

  it('and the client gets one whole answer, without a lost, repeated or changed token', async () => {
    let chunks = 0;
    const answer = await streamAnswer(
      cluster.baseUrl,
      'Count from 1 to 20.',
      {},
      {
        onChunk: () => {
          if (++chunks === 15) void busyWorker(cluster).then(({ process }) => process.kill());
        },
      },
    );
    expect(answer).toMatchObject({ status: 200, error: null, done: true, finishReason: 'stop' });
    expect(answer.content).toBe(whole);
    expect(whole).toContain('18, 19, 20');
    expect(cluster.cluster.workers.filter(({ process }) => process.running)).toHaveLength(1);
  });
});
