import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { Conversation, affinityOf } from '../support/conversation.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';
import type { LocalWorker } from '../../tools/local-cluster/local-cluster.js';

describe('the worker that holds the prefix died', () => {
  let cluster: TestCluster;
  let conversation: Conversation;

  beforeAll(async () => {
    cluster = await startTestCluster(3);
    conversation = new Conversation(cluster, 'Your favourite colour is blue.');
  });

  afterAll(() => cluster.stop());

  it('and another one answers the next turn, though nobody has noticed the death yet', async () => {
    await conversation.say('Hello');
    await (await workerThatRan(cluster)).process.kill();
    expect(await conversation.say('What is the capital of France?')).toMatchObject({
      status: 200,
      content: 'The capital of France is Paris.',
      cachedTokens: 0,
    });
    await eventually(async () => (await affinityOf(cluster, 'fallback')) === 1);
  });

  it('and the conversation goes on there', async () => {
    expect(await conversation.say('Thank you')).toMatchObject({ status: 200 });
    expect(await affinityOf(cluster, 'none')).toBe(1);
  });
});

/** The first worker that has ended a generation. */
async function workerThatRan({ cluster }: TestCluster): Promise<LocalWorker> {
  for (;;)
    for (const worker of cluster.workers)
      if ((await metricOf(worker.operationsUrl, 'harmonium_worker_generations_total')) > 0) return worker;
}
