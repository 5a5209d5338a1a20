import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busyWorker } from '../support/busy-worker.js';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

describe('a worker that is told to end', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(2, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
  });

  afterAll(() => cluster.stop());

  it('gives its running generations to the other one and exits with 0', async () => {
    const whole = await streamAnswer(cluster.baseUrl, 'Count from 1 to 20.');
    let leaving: Promise<unknown> = Promise.resolve(null);
    let asked = false;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        streamAnswer(
          cluster.baseUrl,
          'Count from 1 to 20.',
          {},
          {
            onChunk: ({ choices }) => {
              if (asked || !choices?.[0]?.delta.content?.includes('5')) return;
              asked = true;
              leaving = busyWorker(cluster).then(({ process }) => process.stop());
            },
          },
        ),
      ),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ error: null, done: true, finishReason: 'stop', content: whole.content });
    }
    expect(await leaving).toEqual({ code: 0, signal: null });
  });
});
