import { describe, expect, it } from '@jest/globals';
import { JobQueue } from './job-queue.js';
import { LedgerKeys } from './keys.js';
import { connectProducerRedis } from './redis-connection.js';

describe('the queue of a Redis that was never reached', () => {
  it('refuses jobs at once', async () => {
    // Nothing listens on port 1.
    const redis = connectProducerRedis('redis://127.0.0.1:1');
    redis.on('error', () => undefined);
    const queue = new JobQueue(redis, new LedgerKeys('test'), () => undefined);
    const job = { id: 'gen_a', epoch: 1 };
    await expect(queue.add('model', 'batch', job)).rejects.toMatchObject({ code: 'ledger_unavailable' });
    await expect(queue.withdraw('model', job)).rejects.toMatchObject({ code: 'ledger_unavailable' });
    await queue.close();
    redis.disconnect();
  });
});
