import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postChat } from '../support/chat-client.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

describe('a stream on which nothing happens for a while', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      gatewayEnvironment: { GATEWAY_HEARTBEAT_SECONDS: '1' },
      workerEnvironment: { WORKER_SLOTS: '1', WORKER_PACE_TOKENS_PER_SECOND: '10' },
    });
  });

  afterAll(() => cluster.stop());

  const question = (content: string) => ({
    model: TINY,
    stream: true,
    temperature: 0,
    messages: [{ role: 'user', content }],
  });

  it('has its status line after two seconds and comments from then on, and then its whole answer', async () => {
    const running = postChat(cluster.baseUrl, question('Count from 1 to 10.'));
    await (await running).body?.getReader().read();
    const waiting = await postChat(cluster.baseUrl, question('What is the capital of France?'));
    expect(waiting.status).toBe(200);
    const text = await waiting.text();
    const lines = text.split('\n');
    expect(lines).toContain(': ping');
    // Some clients take an empty line behind a comment for an event without data.
    expect(lines.filter((line, index) => line === '' && lines[index - 1]?.startsWith(':'))).toEqual([]);
    expect(text.indexOf(': ping')).toBeLessThan(text.indexOf('reasoning'));
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });
});
