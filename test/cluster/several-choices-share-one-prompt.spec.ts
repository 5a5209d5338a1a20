import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { postChat, streamAnswer } from '../support/chat-client.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { wholeAnswer } from '../support/whole-answer.js';

const LONG = [
  { role: 'system', content: 'You are kind and brief. '.repeat(60) },
  { role: 'user', content: 'Tell me a story.' },
];

describe('several choices of one request', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  it('are different answers to one prompt, which is read once', async () => {
    const read = () => metricOf(cluster.worker(0).operationsUrl, 'harmonium_worker_prefilled_tokens_total');
    const before = await read();
    const { choices, usage } = await wholeAnswer(cluster.baseUrl, LONG, { n: 4, temperature: 1, seed: 3 });
    expect(choices.map((choice) => (choice as unknown as { index: number }).index)).toEqual([0, 1, 2, 3]);
    expect(new Set(choices.map(({ message }) => message.content)).size).toBeGreaterThan(1);
    for (const { finish_reason: reason } of choices) expect(reason).toBe('stop');
    expect((await read()) - before).toBeLessThan(usage.prompt_tokens * 1.5);
    expect(usage.completion_tokens).toBeGreaterThan(choices.length * 10);
  });

  it('are the same again for the same seed, the first as if it were alone', async () => {
    const ask = async (extra: object) =>
      (await wholeAnswer(cluster.baseUrl, LONG, { temperature: 1, seed: 99, ...extra })).choices;
    const contents = (await ask({ n: 3 })).map(({ message }) => message.content);
    expect((await ask({ n: 3 })).map(({ message }) => message.content)).toEqual(contents);
    expect((await ask({}))[0]?.message.content).toBe(contents[0]);
  });

  it('come in one stream, each under its number and each with an end, then the usage', async () => {
    const { chunks, done } = await streamAnswer(cluster.baseUrl, 'What is the capital of France?', {
      n: 3,
      stream_options: { include_usage: true },
    });
    expect(done).toBe(true);
    const all = chunks.flatMap(({ choices }) => (choices ?? []) as unknown as IndexedChoice[]);
    const textOf = (index: number) =>
      all
        .filter((choice) => choice.index === index)
        .map(({ delta }) => delta.content ?? '')
        .join('');
    for (const index of [0, 1, 2]) {
      expect(textOf(index)).toBe('The capital of France is Paris.');
      expect(all.filter((choice) => choice.index === index && choice.finish_reason === 'stop')).toHaveLength(1);
    }
    expect(chunks.filter(({ usage }) => usage)).toHaveLength(1);
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(60);
  });

  it('end together when the client leaves', async () => {
    const leaving = new AbortController();
    const body = { model: TINY, messages: LONG, n: 4, stream: true, temperature: 1 };
    const response = await postChat(cluster.baseUrl, body, leaving.signal);
    await response.body?.getReader().read();
    leaving.abort();
    const busy = () => metricOf(cluster.worker(0).operationsUrl, 'harmonium_worker_busy_slots');
    while ((await busy()) > 0) await new Promise(setImmediate);
  });
});

interface IndexedChoice {
  index: number;
  delta: { content?: string };
  finish_reason: string | null;
}
