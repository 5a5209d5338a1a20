import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalWorker } from '../../tools/local-cluster/local-cluster.js';
import { busyWorker, metricOf } from '../support/busy-worker.js';
import { streamAnswer } from '../support/chat-client.js';
import { writeRecordedAnswers } from '../support/recorded-answers.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const CONTENT = Array.from({ length: 80 }, (_, index) => `word ${index}`).join(', ');

describe('a worker that is frozen in the middle of a stream', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const scripts = writeRecordedAnswers([{ when: 'words', reasoning: 'Many words.', content: CONTENT }]);
    cluster = await startTestCluster(2, {
      workerEnvironment: { WORKER_SCRIPT_FILE: scripts, WORKER_PACE_TOKENS_PER_SECOND: '60' },
    });
  });

  afterAll(() => cluster.stop());

  it('and comes back when another one has gone on can add nothing, and serves again', async () => {
    let chunks = 0;
    const frozen: LocalWorker[] = [];
    const freeze = async (): Promise<void> => {
      const worker = await busyWorker(cluster);
      worker.process.signal('SIGSTOP');
      frozen.push(worker);
    };
    const answer = await streamAnswer(
      cluster.baseUrl,
      'Some words.',
      {},
      {
        onChunk: () => {
          chunks++;
          if (chunks === 20) void freeze();
          if (chunks === 60) frozen[0]?.process.signal('SIGCONT');
        },
      },
    );
    expect(answer).toMatchObject({ error: null, done: true, reasoning: 'Many words.', content: CONTENT });
    const returned = frozen[0];
    if (!returned) throw new Error('No worker was frozen');
    const busySlots = (): Promise<number> => metricOf(returned.operationsUrl, 'harmonium_worker_busy_slots');
    await eventually(async () => (await busySlots()) === 0);
    const again = await Promise.all(Array.from({ length: 10 }, () => streamAnswer(cluster.baseUrl, 'More words.')));
    for (const { content } of again) expect(content).toBe(CONTENT);
    const served = await metricOf(returned.operationsUrl, 'harmonium_worker_generations_total');
    expect(served).toBeGreaterThan(0);
  });
});
