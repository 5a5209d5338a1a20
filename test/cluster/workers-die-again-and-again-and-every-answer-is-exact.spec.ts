import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RecordedAnswer, writeRecordedAnswers } from '../support/recorded-answers.js';
import { streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

const KINDS = ['apples', 'boats', 'clouds', 'doors'];
const STREAMS = 24;
const KILLS = 4;

/** Long enough to be hit more than once, each word in it only in its place; not only letters of one byte. */
const ANSWERS: RecordedAnswer[] = KINDS.map((kind) => ({
  when: kind,
  reasoning: `I have to count ${kind}.`,
  content: Array.from({ length: 60 }, (_, index) => `${kind} ${index} \u00fc \u{1F30D}`).join(', '),
}));

describe('workers that are killed again and again under load', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(2, {
      workerEnvironment: {
        WORKER_SCRIPT_FILE: writeRecordedAnswers(ANSWERS),
        WORKER_PACE_TOKENS_PER_SECOND: '100',
        WORKER_SLOTS: '16',
      },
    });
  });

  afterAll(() => cluster.stop());

  it('and a Redis that is killed among them, leave every answer exact to the letter', async () => {
    let open = STREAMS;
    const answers = Array.from({ length: STREAMS }, async (_, index) => {
      const recorded = ANSWERS[index % ANSWERS.length];
      const answer = await streamAnswer(cluster.baseUrl, `Count the ${recorded?.when}.`);
      open--;
      return { answer, recorded };
    });
    let kills = 0;
    while (kills < KILLS && open > 0) {
      const victim = cluster.cluster.workers.find(({ process }) => process.running);
      await victim?.process.kill();
      kills++;
      if (kills === 2) await cluster.redis.kill().then(() => cluster.redis.start());
      await cluster.cluster.startWorker();
    }
    for (const { answer, recorded } of await Promise.all(answers)) {
      expect(answer).toMatchObject({ error: null, done: true, finishReason: 'stop' });
      expect(answer.reasoning).toBe(recorded?.reasoning);
      expect(answer.content).toBe(recorded?.content);
    }
    expect(kills).toBe(KILLS);
  });
});
