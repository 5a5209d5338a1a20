import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { postChat, streamAnswer } from '../support/chat-client.js';
import { TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

describe('a client that leaves', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_SLOTS: '1', WORKER_PACE_TOKENS_PER_SECOND: '20' },
    });
  });

  afterAll(() => cluster.stop());

  const busySlots = (): Promise<number> => metricOf(cluster.worker(0).operationsUrl, 'harmonium_worker_busy_slots');
  const cancelled = (): Promise<number> => metricOf(cluster.baseUrl, 'harmonium_gateway_cancelled_total');

  it('in the middle of a stream frees its slot long before the answer would have ended', async () => {
    const leaving = new AbortController();
    const left = streamAnswer(
      cluster.baseUrl,
      'Tell me a story.',
      {},
      { signal: leaving.signal, onChunk: () => leaving.abort() },
    );
    await expect(left).rejects.toThrow();
    await eventually(async () => (await busySlots()) === 0);
    expect(await cancelled()).toBe(1);
    expect(await metricOf(cluster.worker(0).operationsUrl, 'harmonium_worker_decoded_tokens_total')).toBeLessThan(20);
  });

  it('without streaming frees its slot too', async () => {
    const leaving = new AbortController();
    const body = { model: TINY, messages: [{ role: 'user', content: 'Tell me a story.' }] };
    const left = postChat(cluster.baseUrl, body, leaving.signal);
    await eventually(async () => (await busySlots()) === 1);
    leaving.abort();
    await expect(left).rejects.toThrow();
    await eventually(async () => (await busySlots()) === 0);
    expect(await cancelled()).toBe(2);
  });

  it('while its request still waits never takes a slot', async () => {
    const running = streamAnswer(cluster.baseUrl, 'Count from 1 to 10.');
    await eventually(async () => (await busySlots()) === 1);
    const leaving = new AbortController();
    const waiting = postChat(
      cluster.baseUrl,
      { model: TINY, messages: [{ role: 'user', content: 'Tell me a story.' }] },
      leaving.signal,
    );
    await eventually(async () => (await metricOf(cluster.baseUrl, 'harmonium_gateway_accepted_total')) === 4);
    leaving.abort();
    await expect(waiting).rejects.toThrow();
    expect((await running).done).toBe(true);
    const decoded = await metricOf(cluster.worker(0).operationsUrl, 'harmonium_worker_decoded_tokens_total');
    expect((await streamAnswer(cluster.baseUrl, 'Hello')).done).toBe(true);
    expect(
      (await metricOf(cluster.worker(0).operationsUrl, 'harmonium_worker_decoded_tokens_total')) - decoded,
    ).toBeLessThan(60);
    expect(await cancelled()).toBe(3);
  });
});
