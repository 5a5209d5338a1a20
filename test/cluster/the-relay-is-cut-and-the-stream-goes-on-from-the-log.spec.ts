import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../tools/local-cluster/free-port.js';
import { streamAnswer } from '../support/chat-client.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

describe('the connection between worker and gateway', () => {
  let cluster: TestCluster;
  let proxy: CuttableProxy;

  beforeAll(async () => {
    const relayPort = await findFreePort();
    proxy = await CuttableProxy.to(relayPort);
    cluster = await startTestCluster(1, {
      gatewayEnvironment: { RELAY_PORT: String(relayPort), RELAY_ADVERTISED_ADDRESS: `127.0.0.1:${proxy.port}` },
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' },
    });
  });

  afterAll(async () => {
    await cluster.stop();
    proxy.close();
  });

  it('is cut in the middle of a stream, for good, and the gateway streams on from the log', async () => {
    const whole = await streamAnswer(cluster.baseUrl, 'Count from 1 to 20.');
    const texts: string[] = [];
    const answer = await streamAnswer(
      cluster.baseUrl,
      'Count from 1 to 20.',
      {},
      {
        onChunk: ({ choices }) => {
          texts.push(choices?.[0]?.delta.content ?? '');
          if (texts.length === 15) proxy.cut();
        },
      },
    );
    expect(answer).toMatchObject({ error: null, done: true, content: whole.content });
  });

  it('is still cut when a new request comes, which is answered all the same', async () => {
    const answer = await streamAnswer(cluster.baseUrl, 'What is the capital of France?');
    expect(answer).toMatchObject({ done: true, content: 'The capital of France is Paris.' });
  });

  it('is whole again in the middle of a stream, and no token is doubled', async () => {
    let chunks = 0;
    const answer = await streamAnswer(
      cluster.baseUrl,
      'Count from 1 to 20.',
      {},
      {
        onChunk: () => {
          if (++chunks === 5) proxy.heal();
        },
      },
    );
    expect(answer.content).toContain('17, 18, 19, 20');
    expect(answer.done).toBe(true);
  });
});
