import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../tools/local-cluster/free-port.js';
import { LocalCluster, type LocalGateway } from '../../tools/local-cluster/local-cluster.js';
import { RedisServer } from '../../tools/local-cluster/redis-server.js';
import { postChat, streamAnswer } from '../support/chat-client.js';
import { TEST_KEY, TINY, eventually } from '../support/test-cluster.js';

describe('a gateway and a worker that start before Redis does', () => {
  const directory = mkdtempSync(join(tmpdir(), 'harmonium-cluster-'));
  let redis: RedisServer;
  let cluster: LocalCluster;
  let gateway: LocalGateway;

  beforeAll(async () => {
    redis = new RedisServer(join(directory, 'redis'), await findFreePort());
    cluster = new LocalCluster({ directory, redisUrl: redis.url, apiKey: TEST_KEY });
    gateway = await cluster.spawnGateway();
    await cluster.spawnWorker();
  });

  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const statusOf = async (path: string): Promise<number> => {
    const response = await fetch(`${gateway.baseUrl}${path}`).catch(() => null);
    return response?.status ?? 0;
  };

  it('are alive but not ready, and requests get 503 with Retry-After', async () => {
    await eventually(async () => (await statusOf('/healthz')) === 200);
    expect(await statusOf('/readyz')).toBe(503);
    const refused = await postChat(gateway.baseUrl, { model: TINY, messages: [{ role: 'user', content: 'Hello' }] });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: 'ledger_unavailable' } });
  });

  it('find each other and answer once it is there', async () => {
    await redis.start();
    await eventually(async () => (await statusOf('/readyz')) === 200);
    await eventually(async () => {
      const answer = await streamAnswer(gateway.baseUrl, 'What is the capital of France?');
      return answer.content === 'The capital of France is Paris.';
    });
  });
});
