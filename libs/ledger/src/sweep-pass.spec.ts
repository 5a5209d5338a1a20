import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { sampleGeneration } from '../../../test/support/sample-generation.js';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { eventually } from '../../../test/support/test-cluster.js';
import { GenerationLedger, LEASE_MS } from './generation-ledger.js';
import { LedgerConnection } from './ledger-connection.js';
import { LedgerKeys } from './keys.js';
import type { Lease } from './outcomes.js';
import { connectRedis } from './redis-connection.js';
import { SweepPass } from './sweep-pass.js';
import { Sweeper } from './sweeper.js';

const worker = { workerId: 'w', vocabularyHash: 'vocabulary', contextTokens: 200, adapters: [], isAlone: false };
const STEADY_MS = 1_000;

describe('a look of the sweeper', () => {
  let connection: LedgerConnection;
  let ledger: GenerationLedger;
  let remove: () => Promise<void>;
  const keys = new LedgerKeys('test');

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    connection = new LedgerConnection(connectRedis(temporary.server.url), keys);
    ledger = new GenerationLedger(connection, keys);
    await eventually(() => connection.isReachable);
  });

  afterAll(async () => {
    connection.redis.disconnect();
    await remove();
  });

  afterEach(() => void jest.restoreAllMocks());

  async function leased(): Promise<Lease> {
    const { id } = sampleGeneration();
    await ledger.accept(sampleGeneration({ id }), { replyTo: 'gateway:1', graceMs: null });
    const grant = await ledger.acquire(id, 1, 'lease-a', worker);
    if (grant.outcome !== 'granted') throw new Error(grant.outcome);
    return { generationId: id, epoch: 1, leaseId: 'lease-a', timeline: grant.timeline };
  }

  it('leaves leases alone that lapsed while Redis stood still, until their holders had time to renew', async () => {
    const queued: string[] = [];
    const queue = { add: (_: string, __: string, { id }: { id: string }) => Promise.resolve(void queued.push(id)) };
    const pass = new SweepPass(connection, keys, ledger, queue, STEADY_MS);
    await pass.run();
    const [alive, dead] = [await leased(), await leased()];
    await delay(LEASE_MS + 100);
    await pass.run();
    expect(queued).toEqual([]);
    expect((await ledger.renew(alive)).outcome).toBe('ok');
    await pass.run();
    expect(queued).toEqual([dead.generationId]);
    expect((await ledger.renew(alive)).outcome).toBe('ok');
    expect((await ledger.renew(dead)).outcome).toBe('fenced');
  });

  it('queues all at the same time, and another look waits for it', async () => {
    const looks: string[] = [];
    let release: () => void = () => undefined;
    const allAdded = new Promise<void>((resolve) => (release = resolve));
    let added = 0;
    const orphans = ['gen_a', 'gen_b', 'gen_c'].flatMap((id) => [id, 1, 'model', 'batch']);
    const fake = {
      redis: new EventEmitter(),
      isReachable: true,
      hearOf: () => undefined,
      run: (name: string) => {
        looks.push(name);
        return Promise.resolve(name === 'ledgerSweep' ? ['t', 1, ...orphans] : [0]);
      },
    };
    const add = async (): Promise<void> => {
      if (++added === 3) release();
      await allAdded;
    };
    const confirming = { confirmQueued: () => Promise.resolve() } as unknown as GenerationLedger;
    const sweeper = new Sweeper(fake as unknown as LedgerConnection, keys, confirming, { add }, fail);
    const later = Date.now() + LEASE_MS * 2;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    expect(await Promise.all([sweeper.sweep(), sweeper.sweep()])).toEqual([3, 3]);
    sweeper.close();
    expect(looks).toEqual(['ledgerSweep', 'ledgerLapsed']);
  });
});

function fail(error: Error): void {
  throw error;
}
