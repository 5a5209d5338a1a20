import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { RedisServer } from '../../../tools/local-cluster/redis-server.js';
import { SilentProxy } from '../../../test/support/silent-proxy.js';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { eventually } from '../../../test/support/test-cluster.js';
import { connectBlockingRedis, connectProducerRedis, connectRedis } from './redis-connection.js';

const PATIENCE_MS = 30_000;

describe('a connection to Redis', () => {
  let server: RedisServer;
  let remove: () => Promise<void>;
  let proxy: SilentProxy;
  const open: Redis[] = [];

  beforeAll(async () => {
    ({ server, remove } = await startTemporaryRedis());
  });

  beforeEach(async () => {
    proxy = await SilentProxy.to(server.port);
  });

  afterEach(() => {
    for (const redis of open.splice(0)) redis.disconnect();
    proxy.close();
  });

  afterAll(() => remove());

  const connected = async (connect: (url: string) => Redis): Promise<Redis> => {
    const redis = connect(`redis://127.0.0.1:${proxy.port}`);
    open.push(redis);
    redis.on('error', () => undefined);
    await eventually(() => redis.status === 'ready');
    return redis;
  };

  it(
    'that falls silent without being closed fails its commands, and is replaced',
    async () => {
      const failing = await Promise.all([connectRedis, connectProducerRedis].map(connected));
      const blocking = await connected(connectBlockingRedis);
      proxy.silence();
      const waiting = blocking.blpop('list', 1);
      for (const redis of failing) await expect(redis.ping()).rejects.toThrow();
      for (const redis of failing) await eventually(() => redis.ping().then(Boolean, () => false));
      expect(await waiting).toBeNull();
    },
    PATIENCE_MS,
  );

  it(
    'that waits again and again for what does not come is not taken for silent',
    async () => {
      const blocking = await connected(connectBlockingRedis);
      let replaced = false;
      blocking.on('close', () => (replaced = true));
      for (let waits = 0; waits < 4; waits++) expect(await blocking.blpop('list', 1)).toBeNull();
      expect(replaced).toBe(false);
    },
    PATIENCE_MS,
  );
});
