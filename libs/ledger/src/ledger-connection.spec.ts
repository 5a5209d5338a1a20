import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { LedgerConnection } from './ledger-connection.js';
import { LedgerKeys } from './keys.js';

/** A Redis that is reached and does not let itself be asked what it is. */
class ForbiddenRedis extends EventEmitter {
  readonly status = 'ready';
  asked = 0;
  isForbidden = true;
  ledgerEnterTimeline = () => Promise.resolve(['t', 1]);

  info(): Promise<string> {
    this.asked++;
    if (this.isForbidden) return Promise.reject(new Error('NOPERM'));
    return Promise.resolve('run_id:abc');
  }
}

describe('the connection to the ledger', () => {
  it('tells once why it is not reachable although there is a Redis, and goes on asking', async () => {
    const redis = new ForbiddenRedis();
    const errors: Error[] = [];
    const keys = new LedgerKeys('test');
    const connection = new LedgerConnection(redis as unknown as Redis, keys, (error) => errors.push(error));
    redis.emit('ready');
    while (redis.asked < 45) await new Promise(setImmediate);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'ledger_unavailable', cause: { message: 'NOPERM' } });
    redis.isForbidden = false;
    while (!connection.isReachable) await new Promise(setImmediate);
  });
});
