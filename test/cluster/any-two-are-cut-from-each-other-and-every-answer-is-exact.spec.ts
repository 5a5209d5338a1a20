import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalWorker } from '../../tools/local-cluster/local-cluster.js';
import { metricOf } from '../support/busy-worker.js';
import { type StreamedAnswer, streamAnswer } from '../support/chat-client.js';
import { type StreamProgress, streamDisturbed } from '../support/disturbed-stream.js';
import { GATEWAY, type NetworkedCluster, REDIS, startNetworkedCluster } from '../support/network/networked-cluster.js';
import { writeRecordedAnswers } from '../support/recorded-answers.js';
import { eventually } from '../support/test-cluster.js';

const LONG = 'Some words.';
const SHORT = 'Just one.';
const CONTENT = Array.from({ length: 90 }, (_, index) => `word ${index}`).join(', ');
const SLOTS = 2;
const WAYS = ['there', 'back', 'there and back'] as const;

describe('a network that swallows everything without a word', () => {
  let cluster: NetworkedCluster;
  let undisturbed: ReturnType<typeof substanceOf>;

  beforeAll(async () => {
    const scripts = writeRecordedAnswers([
      { when: LONG, reasoning: 'Many words.', content: CONTENT },
      { when: SHORT, reasoning: 'One.', content: 'Word.' },
    ]);
    cluster = await startNetworkedCluster(2, {
      workerEnvironment: {
        WORKER_SCRIPT_FILE: scripts,
        WORKER_SLOTS: String(SLOTS),
        WORKER_PACE_TOKENS_PER_SECOND: '100',
      },
    });
    undisturbed = substanceOf(await streamAnswer(cluster.baseUrl, LONG));
    expect(undisturbed).toMatchObject({ content: CONTENT, error: null, isDone: true, ends: 1 });
  });

  afterEach(() => cluster?.network.heal());

  afterAll(() => cluster?.stop());

  const cut = async (one: string, other: string, ways: (typeof WAYS)[number]): Promise<void> => {
    if (ways !== 'back') await cluster.network.cut(one, other);
    if (ways !== 'there') await cluster.network.cut(other, one);
  };
  const stream = async (disturb: (progress: StreamProgress) => Promise<void>) =>
    substanceOf(await streamDisturbed(cluster.baseUrl, LONG, disturb));
  const answersShort = async (): Promise<boolean> => (await streamAnswer(cluster.baseUrl, SHORT)).content === 'Word.';
  const isReady = async (url: string): Promise<boolean> => (await fetch(`${url}/readyz`)).ok;

  it.each(WAYS)(
    'between gateway and Redis, %s: the worker streams on, and new requests are served later',
    async (ways) => {
      const answer = await stream(async (progress) => {
        await cut(GATEWAY, REDIS, ways);
        await progress.more(200);
        await eventually(async () => !(await isReady(cluster.baseUrl)));
        await cluster.network.heal();
        await eventually(() => isReady(cluster.baseUrl));
      });
      expect(answer).toEqual(undisturbed);
      await eventually(answersShort);
    },
  );

  it.each(WAYS)('between a worker and Redis, %s: another one goes on, and the first can add nothing', async (ways) => {
    let lost: LocalWorker | null = null;
    const answer = await stream(async (progress) => {
      const { worker, node } = await cluster.busyNode();
      lost = worker;
      await cut(node, REDIS, ways);
      await progress.more(200);
      expect(await answersShort()).toBe(true);
      await cluster.network.heal();
    });
    expect(answer).toEqual(undisturbed);
    await eventually(() => servesAgain(lost));
  });

  it.each(WAYS)('between a worker and the gateway, %s: the log brings what the worker writes', async (ways) => {
    const answer = await stream(async (progress) => {
      const { worker, node } = await cluster.busyNode();
      await cut(node, GATEWAY, ways);
      await progress.more(200);
      expect(await metricOf(worker.operationsUrl, 'harmonium_worker_busy_slots')).toBe(1);
      expect(await answersShort()).toBe(true);
      await cluster.network.heal();
    });
    expect(answer).toEqual(undisturbed);
  });

  /** Asks for more at the same time than the other worker has slots for. */
  async function servesAgain(worker: LocalWorker | null): Promise<boolean> {
    if (!worker) throw new Error('No worker was cut off');
    const served = (): Promise<number> => metricOf(worker.operationsUrl, 'harmonium_worker_generations_total');
    const before = await served();
    const answers = await Promise.all(Array.from({ length: SLOTS + 1 }, answersShort));
    expect(answers).not.toContain(false);
    return (await served()) > before;
  }
});

/** What must be the same whatever happens on the way. */
function substanceOf({ reasoning, content, finishReason, error, done, chunks }: StreamedAnswer) {
  const ends = chunks.filter(({ choices }) => choices?.[0]?.finish_reason).length;
  return { reasoning, content, finishReason, error, isDone: done, ends };
}
