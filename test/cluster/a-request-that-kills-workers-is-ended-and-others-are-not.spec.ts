import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postChat } from '../support/chat-client.js';
import { EventReader } from '../support/event-reader.js';
import { writeRecordedAnswers } from '../support/recorded-answers.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const content = Array.from({ length: 60 }, (_, index) => `${index}`).join(' ');

describe('a request that kills every worker that reads it', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const script = writeRecordedAnswers([
      { when: 'poison', reasoning: '', content: '', kills: true },
      { when: 'innocent', reasoning: 'Fine.', content },
    ]);
    cluster = await startTestCluster(4, {
      workerEnvironment: { WORKER_SCRIPT_FILE: script, WORKER_PACE_TOKENS_PER_SECOND: '30', WORKER_SLOTS: '4' },
    });
  });

  afterAll(() => cluster.stop());

  it('is tried three times, the last time alone, and then ends with an error that says why', async () => {
    const others = await Promise.all(
      Array.from({ length: 6 }, () => EventReader.chat(cluster.baseUrl, 'An innocent question.')),
    );
    await Promise.all(others.map((other) => other.until((reader) => reader.content.includes('3'))));
    const messages = [{ role: 'user', content: 'A poison pill.' }];
    const answer = await postChat(cluster.baseUrl, { model: TINY, messages });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ error: { code: 'poisonous_request' } });
    const alive = cluster.cluster.workers.filter(({ process }) => process.running);
    expect(alive).toHaveLength(1);
    await Promise.all(others.map(({ ended }) => ended));
    for (const other of others) expect([other.isDone, other.content]).toEqual([true, content]);
  });
});
