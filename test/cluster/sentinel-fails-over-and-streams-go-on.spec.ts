import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { DrawnAnswers, replay } from '../support/drawn-answers.js';
import { ReplicatedRedis } from '../support/replicated-redis.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

describe('Sentinel makes the replica the master', () => {
  let redis: ReplicatedRedis;
  let cluster: TestCluster;

  beforeAll(async () => {
    redis = await ReplicatedRedis.start();
    cluster = await startTestCluster(2, { redis, workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '80' } });
  });

  afterAll(() => cluster.stop());

  /** What every client saw must be the log, and new questions must be answered. */
  const expectThatAllWentOn = async (answers: DrawnAnswers): Promise<void> => {
    for (const answer of await answers.whole()) {
      expect(answer).toMatchObject({ error: null, done: true });
      expect((await replay(cluster.baseUrl, answer)).chunks).toEqual(answer.chunks);
    }
    await eventually(async () => {
      const next = await streamAnswer(cluster.baseUrl, 'What is the capital of France?');
      if (next.status === 503) return false;
      expect(next).toMatchObject({ done: true, content: 'The capital of France is Paris.' });
      return true;
    });
  };

  it('while both live, as in maintenance, and running answers go on', async () => {
    const answers = new DrawnAnswers(cluster.baseUrl);
    answers.ask(4);
    await answers.goOnFor(10);
    await redis.changeRoles();
    await expectThatAllWentOn(answers);
  });

  it('because the master froze, and running answers go on, also when it wakes again', async () => {
    await redis.untilInStep();
    const answers = new DrawnAnswers(cluster.baseUrl);
    answers.ask(4);
    await answers.goOnFor(10);
    const master = await redis.presentMaster();
    master.signal('SIGSTOP');
    await redis.sentinels.promotion(master.port);
    master.signal('SIGCONT');
    await expectThatAllWentOn(answers);
  });
});
