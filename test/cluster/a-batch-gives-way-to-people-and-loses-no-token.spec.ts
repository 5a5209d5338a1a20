import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { EventReader } from '../support/event-reader.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

const BATCH = { 'x-harmonium-class': 'batch' };
const COUNTING = ['Count from 1 to 20.', 'Count from 2 to 20.', 'Count from 3 to 20.', 'Count from 1 to 18.'];

describe('a worker whose slots are full of a batch', () => {
  let cluster: TestCluster;
  let whole: string[];

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40', WORKER_SLOTS: '2' },
    });
    whole = await answers(COUNTING, {});
  });

  afterAll(() => cluster.stop());

  async function answers(questions: string[], headers: Record<string, string>): Promise<string[]> {
    const readers = await Promise.all(
      questions.map((question) => EventReader.chat(cluster.baseUrl, question, {}, headers)),
    );
    return Promise.all(
      readers.map(async (reader) => {
        await reader.ended;
        expect(reader.isDone).toBe(true);
        return reader.content;
      }),
    );
  }

  const metric = (name: string, label?: string): Promise<number> =>
    metricOf(cluster.worker(0).operationsUrl, `harmonium_worker_${name}`, label);

  it('pauses some of it when people come, and goes on with it later as if nothing had been', async () => {
    const batch = answers(COUNTING, BATCH);
    const running = await EventReader.chat(cluster.baseUrl, 'Count from 1 to 20.', {}, BATCH);
    await running.until(({ content }) => content.includes('4'));
    const people = await answers(['What is the capital of France?', 'Count from 1 to 3.'], {});
    expect(people[0]).toBe('The capital of France is Paris.');
    await running.ended;
    expect(running.content).toBe(whole[0]);
    expect(await batch).toEqual(whole);
    expect(await metric('preempt_total')).toBeGreaterThanOrEqual(1);
    expect(await metric('resume_total', 'cause="preempt"')).toBe(await metric('preempt_total'));
    expect(await metric('tokens_regenerated_total')).toBe(0);
    expect(await metric('fenced_appends_total')).toBe(0);
  });
});
