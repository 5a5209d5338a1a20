import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { type StreamedAnswer, streamAnswer } from '../support/chat-client.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const STREAMS = 64;
const CAPITAL = 'What is the capital of France?';
const QUESTIONS = [CAPITAL, 'Count from 1 to 20.', 'Tell me a story.', 'Repeat: blue horse'];

describe('sixty-four streams over two workers', () => {
  let cluster: TestCluster;
  let answers: StreamedAnswer[];

  beforeAll(async () => {
    cluster = await startTestCluster(2);
    answers = await Promise.all(
      Array.from({ length: STREAMS }, (_, index) => streamAnswer(cluster.baseUrl, ask(index))),
    );
  });

  afterAll(() => cluster.stop());

  it('all finish, each with the answer to its own question', () => {
    for (const [index, answer] of answers.entries()) {
      expect(answer).toMatchObject({ status: 200, error: null, done: true, finishReason: 'stop' });
      expect(answer.content).toMatch(ANSWERS[ask(index)] ?? /^$/);
      expect(new Set(answer.chunks.map(({ id }) => id)).size).toBe(1);
    }
    expect(new Set(answers.map(({ chunks }) => chunks[0]?.id)).size).toBe(STREAMS);
  });

  it('are run by both workers', async () => {
    const run = await Promise.all(
      [0, 1].map((index) => metricOf(cluster.worker(index).operationsUrl, 'harmonium_worker_generations_total')),
    );
    expect(Math.min(...run)).toBeGreaterThan(0);
    expect(run.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(STREAMS);
    expect(await metricOf(cluster.baseUrl, 'harmonium_gateway_accepted_total')).toBe(STREAMS);
  });

  it('leave every slot free and nobody followed', async () => {
    for (const { operationsUrl } of cluster.cluster.workers)
      await eventually(async () => (await metricOf(operationsUrl, 'harmonium_worker_busy_slots')) === 0);
    await eventually(async () => (await metricOf(cluster.baseUrl, 'harmonium_gateway_followed_generations')) === 0);
  });
});

const ANSWERS: Record<string, RegExp> = {
  [CAPITAL]: /^The capital of France is Paris\.$/,
  'Count from 1 to 20.': /^1, 2, 3, .*19, 20$/,
  'Tell me a story.': /^Once upon a time .* The end\.$/,
  'Repeat: blue horse': /^blue horse$/,
};

function ask(index: number): string {
  return QUESTIONS[index % QUESTIONS.length] ?? CAPITAL;
}
