import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeDetunedModel } from '../support/detuned-model.js';
import { DrawnAnswers, replay } from '../support/drawn-answers.js';
import { streamAnswer } from '../support/chat-client.js';
import { logLengths, lostFrames } from '../support/logs-in-redis.js';
import { type TailMark, killAndLoseTail, markTail } from '../support/lost-tail.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

describe('Redis dies and has lost the end of what it wrote', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(2, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '80' } });
  });

  afterAll(() => cluster.stop());

  /** Kills Redis with the loss of everything since the mark; how many frames of each log are gone. */
  const loseSince = async (mark: TailMark): Promise<number[]> => {
    const before = await logLengths(cluster.redis.port);
    return lostFrames(before, await killAndLoseTail(cluster.redis, mark));
  };

  const killWorkers = async (): Promise<void> => {
    await Promise.all(cluster.cluster.workers.map(({ process }) => process.kill()));
  };

  const expectTheSameAgain = async (answers: DrawnAnswers): Promise<void> => {
    for (const answer of await answers.whole()) {
      expect(answer).toMatchObject({ error: null, done: true });
      const { chunks, reasoning, content } = await replay(cluster.baseUrl, answer);
      expect({ reasoning, content }).toEqual({ reasoning: answer.reasoning, content: answer.content });
      expect(chunks).toEqual(answer.chunks);
    }
  };

  it('and other workers go on from what clients saw, though only the gateway still knows it', async () => {
    const answers = new DrawnAnswers(cluster.baseUrl);
    answers.ask(3);
    await answers.goOnFor(10);
    const mark = await markTail(cluster.redis);
    answers.ask(3);
    await answers.goOnFor(10);
    await killWorkers();
    expect(await loseSince(mark)).toHaveLength(6);
    await cluster.redis.start();
    const saysOther = { MODEL_PATH: writeDetunedModel() };
    await Promise.all([cluster.cluster.startWorker(saysOther), cluster.cluster.startWorker(saysOther)]);
    await expectTheSameAgain(answers);
  });

  it('and workers that live on with it give it back and go on', async () => {
    const answers = new DrawnAnswers(cluster.baseUrl);
    answers.ask(3);
    await answers.goOnFor(10);
    const mark = await markTail(cluster.redis);
    await answers.goOnFor(10);
    expect(await loseSince(mark)).toHaveLength(3);
    await cluster.redis.start();
    await expectTheSameAgain(answers);
  });

  it('and an answer that had ended has ended as it did, with nobody left who could give it once more', async () => {
    const marks: Promise<TailMark>[] = [];
    const onChunk = (): void => {
      if (marks.length === 0) marks.push(markTail(cluster.redis));
    };
    const answer = await streamAnswer(cluster.baseUrl, 'Count from 1 to 20.', {}, { onChunk });
    await killWorkers();
    for (const mark of marks) expect(await loseSince(await mark)).toHaveLength(1);
    await cluster.redis.start();
    await eventually(async () => (await fetch(`${cluster.baseUrl}/readyz`)).ok);
    const again = await replay(cluster.baseUrl, answer);
    expect(again).toEqual({ ...answer, generationId: again.generationId });
    expect(answer).toMatchObject({ done: true, finishReason: 'stop' });
  });
});
