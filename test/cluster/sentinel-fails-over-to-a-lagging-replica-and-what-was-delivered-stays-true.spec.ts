import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeDetunedModel } from '../support/detuned-model.js';
import { DrawnAnswers, replay } from '../support/drawn-answers.js';
import { logLengths, lostFrames } from '../support/logs-in-redis.js';
import { ReplicatedRedis } from '../support/replicated-redis.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

describe('the master dies, and the replica that takes its place had not heard of the last tokens', () => {
  let redis: ReplicatedRedis;
  let cluster: TestCluster;

  beforeAll(async () => {
    redis = await ReplicatedRedis.start();
    cluster = await startTestCluster(2, { redis, workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '80' } });
  });

  afterAll(() => cluster.stop());

  it('and other workers go on from what clients saw, though only the gateway still knows it', async () => {
    const answers = new DrawnAnswers(cluster.baseUrl);
    answers.ask(3);
    await answers.goOnFor(10);
    await redis.holdReplicaBack();
    answers.ask(3);
    await answers.goOnFor(10);
    await Promise.all(cluster.cluster.workers.map(({ process }) => process.kill()));
    expect(lostFrames(await logLengths(redis.server.port), await logLengths(redis.replica.port))).toHaveLength(6);
    await redis.failOver();
    const saysOther = { MODEL_PATH: writeDetunedModel() };
    await Promise.all([cluster.cluster.startWorker(saysOther), cluster.cluster.startWorker(saysOther)]);
    for (const answer of await answers.whole()) {
      expect(answer).toMatchObject({ error: null, done: true });
      const { chunks, reasoning, content } = await replay(cluster.baseUrl, answer);
      expect({ reasoning, content }).toEqual({ reasoning: answer.reasoning, content: answer.content });
      expect(chunks).toEqual(answer.chunks);
    }
  });
});
