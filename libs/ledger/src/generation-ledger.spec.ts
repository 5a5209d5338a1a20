import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { type Generation, encodeFrameBody } from '#protocol';
import { eventually } from '../../../test/support/test-cluster.js';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { sampleGeneration } from '../../../test/support/sample-generation.js';
import { GenerationLedger, LEASE_MS } from './generation-ledger.js';
import { LedgerKeys } from './keys.js';
import { LedgerConnection } from './ledger-connection.js';
import type { Lease } from './outcomes.js';
import { connectRedis } from './redis-connection.js';

const workerA = {
  workerId: 'worker-a',
  vocabularyHash: 'vocabulary',
  contextTokens: 200,
  adapters: ['law'],
  isAlone: false,
};
const workerB = {
  workerId: 'worker-b',
  vocabularyHash: 'vocabulary',
  contextTokens: 200,
  adapters: ['law'],
  isAlone: false,
};

const frame = (firstTokenIndex: number, text = 'x'): Uint8Array =>
  encodeFrameBody({ firstTokenIndex, tokenIds: [firstTokenIndex], events: [{ type: 'content-delta', item: 0, text }] });

const ending = encodeFrameBody({
  firstTokenIndex: 0,
  tokenIds: [],
  events: [{ type: 'error', code: 'cancelled', message: 'ended' }],
});

describe('the generation ledger', () => {
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

  async function accepted(overrides: Partial<Generation> = {}): Promise<Generation> {
    const generation = sampleGeneration(overrides);
    await ledger.accept(generation, { replyTo: '127.0.0.1:1', graceMs: null });
    return generation;
  }

  async function leased(generation: Generation, epoch = 1, leaseId = 'lease-a'): Promise<Lease> {
    const outcome = await ledger.acquire(generation.id, epoch, leaseId, workerA);
    if (outcome.outcome !== 'granted') throw new Error(`not granted: ${outcome.outcome}`);
    return { generationId: generation.id, epoch: outcome.epoch, leaseId, timeline: outcome.timeline };
  }

  it('gives an accepted generation back whole, and accepting it twice changes nothing', async () => {
    const generation = await accepted({ promptTokenIds: [0, 200_006, 4_294_967_295], stop: ['\u0000', 'é'] });
    await ledger.accept({ ...generation, promptTokenIds: [9] }, { replyTo: 'elsewhere', graceMs: 1 });
    const outcome = await ledger.acquire(generation.id, 1, 'lease-a', workerA);
    expect(outcome).toEqual({
      outcome: 'granted',
      epoch: 1,
      timeline: connection.timeline,
      logLength: 0,
      replyTo: '127.0.0.1:1',
      generation,
      commands: [],
      preemptions: 0,
      resumed: null,
    });
  });

  it('appends frames in order and reads them back from any position', async () => {
    const lease = await leased(await accepted());
    expect(await ledger.append(lease, 1, [frame(0, 'a'), frame(1, 'b')])).toMatchObject({
      outcome: 'ok',
      logLength: 2,
    });
    expect(await ledger.append(lease, 3, [frame(2, 'c')])).toMatchObject({ outcome: 'ok', logLength: 3 });
    const frames = await ledger.read(lease.generationId, 2, 10);
    expect(frames.map(({ sequence, tokenIds }) => [sequence, ...tokenIds])).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  it('counts an identical retry as a success, wherever it overlaps', async () => {
    const lease = await leased(await accepted());
    await ledger.append(lease, 1, [frame(0), frame(1)]);
    expect(await ledger.append(lease, 1, [frame(0), frame(1)])).toMatchObject({ outcome: 'ok', logLength: 2 });
    expect(await ledger.append(lease, 2, [frame(1), frame(2)])).toMatchObject({ outcome: 'ok', logLength: 3 });
  });

  it('refuses other frames where some stand already, and frames behind a gap', async () => {
    const lease = await leased(await accepted());
    await ledger.append(lease, 1, [frame(0, 'a')]);
    expect((await ledger.append(lease, 1, [frame(0, 'other')])).outcome).toBe('conflict');
    expect(await ledger.append(lease, 3, [frame(2)])).toMatchObject({ outcome: 'gap', logLength: 1 });
    expect(await ledger.read(lease.generationId, 1, 10)).toHaveLength(1);
  });

  it('gives one lease per epoch: a second worker is told to wait, a job of another epoch that it is a duplicate', async () => {
    const generation = await accepted();
    await leased(generation);
    const second = await ledger.acquire(generation.id, 1, 'lease-b', workerB);
    expect(second).toEqual({ outcome: 'held', lapsesInMs: expect.any(Number) });
    expect(await ledger.acquire(generation.id, 7, 'lease-b', workerB)).toEqual({ outcome: 'duplicate' });
    expect(await ledger.acquire('gen_unknown', 1, 'lease-b', workerB)).toEqual({ outcome: 'unknown' });
  });

  it('refuses a worker whose token ids mean something else, whose context is too small or which lacks the adapter, and says what is needed', async () => {
    const generation = await accepted({ maxOutputTokens: 100, adapter: 'law' });
    const needs = { vocabularyHash: 'vocabulary', contextTokens: 103, adapter: 'law' };
    for (const stranger of [{ vocabularyHash: 'another' }, { contextTokens: 102 }, { adapters: ['lawn'] }]) {
      const outcome = await ledger.acquire(generation.id, 1, 'lease-c', { ...workerB, ...stranger });
      expect(outcome).toEqual({ outcome: 'unsuitable', needs });
    }
    expect((await leased(generation)).epoch).toBe(1);
  });

  it('grants the same lease again to the worker whose first reply was lost', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    await ledger.append(lease, 1, [frame(0)]);
    expect(await ledger.acquire(generation.id, 1, lease.leaseId, workerA)).toMatchObject({
      outcome: 'granted',
      logLength: 1,
    });
  });

  it('lets another worker take over a lapsed lease under the next epoch, and fences the one before', async () => {
    const generation = await accepted();
    const first = await leased(generation);
    await ledger.append(first, 1, [frame(0)]);
    await delay(LEASE_MS + 50);
    const second = await leased(generation, 1, 'lease-b');
    expect(second.epoch).toBe(2);
    expect((await ledger.append(first, 2, [frame(1, 'stale')])).outcome).toBe('fenced');
    expect(await ledger.renew(first)).toMatchObject({ outcome: 'fenced' });
    expect(await ledger.append(second, 2, [frame(1, 'fresh')])).toMatchObject({ outcome: 'ok', logLength: 2 });
  });

  it('keeps a lease alive by renewals and by appends', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    for (let beat = 0; beat < 3; beat++) {
      await delay(LEASE_MS / 2);
      if (beat % 2) await ledger.append(lease, 1, [frame(0)]);
      else expect(await ledger.renew(lease)).toMatchObject({ outcome: 'ok' });
    }
    expect((await ledger.acquire(generation.id, 1, 'lease-b', workerB)).outcome).toBe('held');
  });

  it('ends a generation once: the first terminal frame wins and is the last of the log', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    await ledger.append(lease, 1, [frame(0)]);
    expect(await ledger.terminate(generation.id, ending)).toBe('ok');
    expect(await ledger.terminate(generation.id, ending)).toBe('already');
    expect(await ledger.finish(lease, 2, frame(1))).toBe('already');
    expect((await ledger.append(lease, 3, [frame(2)])).outcome).toBe('fenced');
    expect((await ledger.acquire(generation.id, 1, 'lease-b', workerB)).outcome).toBe('gone');
    expect(await ledger.read(generation.id, 1, 10)).toHaveLength(2);
    expect(await connection.redis.pttl(keys.log(generation.id))).toBeGreaterThan(0);
  });

  it('takes the holder\u2019s last frame only as the next one, and a retry of it as a success', async () => {
    const lease = await leased(await accepted());
    expect(await ledger.finish(lease, 2, ending)).toBe('gap');
    expect(await ledger.finish(lease, 1, ending)).toBe('ok');
    expect(await ledger.finish(lease, 1, ending)).toBe('ok');
  });

  it('hands a released generation to the next epoch, exactly once', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    expect(await ledger.release(lease, 'drain')).toBe(2);
    expect(await ledger.release(lease, 'drain')).toBe(2);
    expect(await ledger.acquire(generation.id, 1, 'lease-b', workerB)).toEqual({ outcome: 'duplicate' });
    expect((await leased(generation, 2, 'lease-b')).epoch).toBe(2);
    expect(await ledger.release(lease, 'drain')).toBeNull();
  });

  it('takes the lease of a silent holder, but not of one that was heard of lately', async () => {
    const generation = await accepted();
    expect(await ledger.revokeSilent(generation.id, 300)).toEqual({ outcome: 'not-held' });
    const lease = await leased(generation);
    expect(await ledger.revokeSilent(generation.id, 300)).toEqual({ outcome: 'alive' });
    await delay(350);
    const { model, class: generationClass } = generation;
    const revoked = { outcome: 'revoked', epoch: 2, model, class: generationClass };
    expect(await ledger.revokeSilent(generation.id, 300)).toEqual(revoked);
    expect(await ledger.revokeSilent(generation.id, 300)).toEqual({ outcome: 'not-held' });
    expect((await ledger.append(lease, 1, [frame(0)])).outcome).toBe('fenced');
    expect((await leased(generation, 2, 'lease-b')).epoch).toBe(2);
  });

  it('does not keep the names of all that a tenant ever had', async () => {
    const kept = [await accepted({ tenant: 'busy' }), await accepted({ tenant: 'busy' })];
    for (let count = 0; count < 1_000; count++)
      await connection.redis.del(keys.record((await accepted({ tenant: 'busy' })).id));
    const names = await connection.redis.zrange(keys.generationsOf('busy', 0), 0, '-1');
    expect(names.length).toBeLessThan(50);
    expect(names).toEqual(expect.arrayContaining(kept.map(({ id }) => id)));
  });

  it('knows the last frame, whoever wrote it', async () => {
    const lease = await leased(await accepted());
    expect(await ledger.last(lease.generationId)).toBeNull();
    await ledger.append(lease, 1, [frame(0), frame(1)]);
    expect(await ledger.last(lease.generationId)).toMatchObject({ sequence: 2, firstTokenIndex: 1, tokenIds: [1] });
    await ledger.terminate(lease.generationId, ending);
    expect(await ledger.last(lease.generationId)).toMatchObject({ sequence: 3, events: [{ type: 'error' }] });
  });

  it('knows whether there is a record at all', async () => {
    expect(await ledger.exists((await accepted()).id)).toBe(true);
    expect(await ledger.exists('gen_unknown')).toBe(false);
  });
});
