import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { postChat, streamAnswer } from '../support/chat-client.js';
import { TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

describe('Redis dies and returns', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(2, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
  });

  afterAll(() => cluster.stop());

  const gatewayIsReady = async (): Promise<boolean> => (await fetch(`${cluster.baseUrl}/readyz`)).ok;

  it('and streams that were running go on to their whole answers', async () => {
    const whole = await streamAnswer(cluster.baseUrl, 'Count from 1 to 20.');
    let outage: Promise<void> | null = null;
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        streamAnswer(
          cluster.baseUrl,
          'Count from 1 to 20.',
          {},
          {
            onChunk: ({ choices }) => {
              if (choices?.[0]?.delta.content?.includes('5'))
                outage ??= cluster.redis.kill().then(() => cluster.redis.start());
            },
          },
        ),
      ),
    );
    expect(outage).not.toBeNull();
    for (const answer of answers) expect(answer).toMatchObject({ error: null, done: true, content: whole.content });
  });

  it('and meanwhile requests are refused with 503 and Retry-After, readiness is false, and both recover', async () => {
    await cluster.redis.kill();
    await eventually(async () => !(await gatewayIsReady()));
    const refused = await postChat(cluster.baseUrl, { model: TINY, messages: [{ role: 'user', content: 'Hello' }] });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { type: 'server_error', code: 'ledger_unavailable' } });
    await cluster.redis.start();
    await eventually(gatewayIsReady);
    await eventually(async () =>
      (await streamAnswer(cluster.baseUrl, 'What is the capital of France?')).content.includes('Paris'),
    );
  });

  it('and work that was waiting is done', async () => {
    for (const worker of cluster.cluster.workers) await worker.process.kill();
    const waiting = streamAnswer(cluster.baseUrl, 'What is the capital of France?');
    await eventually(async () => (await openGenerations(cluster)) > 0);
    await cluster.redis.kill();
    await cluster.redis.start();
    await cluster.cluster.startWorker();
    expect(await waiting).toMatchObject({ done: true, content: 'The capital of France is Paris.' });
  });
});

/** Generations that were accepted and have not ended. */
async function openGenerations({ baseUrl }: TestCluster): Promise<number> {
  const accepted = await metricOf(baseUrl, 'harmonium_gateway_accepted_total');
  return accepted - (await metricOf(baseUrl, 'harmonium_gateway_generations_total'));
}
