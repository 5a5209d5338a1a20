import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ReplicatedRedis } from '../../../test/support/replicated-redis.js';
import { redisOptions } from './redis-address.js';

describe('a connection to the master that Sentinels name', () => {
  let servers: ReplicatedRedis;
  let redis: Redis;

  beforeAll(async () => {
    servers = await ReplicatedRedis.start();
    redis = new Redis({ ...redisOptions(servers.url), retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    await redis.ping();
  }, 60_000);

  afterAll(async () => {
    redis.disconnect();
    servers.sentinels.process(0).signal('SIGCONT');
    await servers.stop();
  });

  it('comes back although another Sentinel speaks while the first, which is frozen, is asked', async () => {
    servers.sentinels.process(0).signal('SIGSTOP');
    await servers.server.kill();
    // By the time this is known to most of them it was said to everybody who listened.
    await servers.sentinels.promotion(servers.server.port);
    expect(await redis.info('server')).toContain(`tcp_port:${servers.replica.port}`);
  }, 60_000);
});
