import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Generation, type GenerationEvent, encodeFrameBody } from '#protocol';
import { sampleGeneration } from '../../../test/support/sample-generation.js';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { eventually } from '../../../test/support/test-cluster.js';
import { GenerationControl } from './generation-control.js';
import { GenerationLedger, LEASE_MS } from './generation-ledger.js';
import { LedgerConnection } from './ledger-connection.js';
import { LedgerKeys } from './keys.js';
import type { Lease } from './outcomes.js';
import { connectRedis } from './redis-connection.js';

const worker = { workerId: 'w', vocabularyHash: 'vocabulary', contextTokens: 200, adapters: [], isAlone: false };
const follower = { replyTo: '127.0.0.1:1', graceMs: null };
const FOLLOWED = { isFollower: true, isTerminal: false };
const HELD = { isFollower: false, isTerminal: false };

const frame = (index: number, text = 'x'): Uint8Array =>
  encodeFrameBody({
    firstTokenIndex: index,
    tokenIds: [index],
    events: [{ type: 'content-delta', item: 0, text }],
  });

const frameOf = (event: GenerationEvent): Uint8Array =>
  encodeFrameBody({ firstTokenIndex: 0, tokenIds: [], events: [event] });

describe('a Redis that went back in time', () => {
  const keys = new LedgerKeys('test');
  let temporary: Awaited<ReturnType<typeof startTemporaryRedis>>;
  let connection: LedgerConnection;
  let ledger: GenerationLedger;

  beforeEach(async () => {
    temporary = await startTemporaryRedis();
    connection = new LedgerConnection(connectRedis(temporary.server.url), keys);
    connection.redis.on('error', () => undefined);
    ledger = new GenerationLedger(connection, keys);
    await eventually(() => connection.isReachable);
  });

  afterEach(async () => {
    connection.redis.disconnect();
    await temporary.remove();
  });

  /** What a restart that loses everything behind this moment looks like to the ledger. */
  async function goBack(generation: Generation, toLength: number): Promise<void> {
    const log = keys.log(generation.id);
    for (let sequence = await connection.redis.xlen(log); sequence > toLength; sequence--)
      await connection.redis.xdel(log, `${sequence}-0`);
    await connection.redis.call('XSETID', log, `${toLength}-0`);
    await restart();
  }

  async function restart(): Promise<void> {
    const before = connection.timeline;
    // On a busy disk Redis replies before it has written: that would be another test.
    await eventually(async () => (await connection.redis.info('persistence')).includes('aof_buffer_length:0'));
    await temporary.server.kill();
    await temporary.server.start();
    await eventually(() => connection.isReachable && connection.timeline !== before);
  }

  async function leased(): Promise<{ generation: Generation; lease: Lease }> {
    const generation = sampleGeneration();
    await ledger.accept(generation, follower);
    return { generation, lease: await acquired(generation, 1, 'lease-a') };
  }

  async function acquired({ id }: Generation, epoch: number, leaseId: string): Promise<Lease> {
    const grant = await ledger.acquire(id, epoch, leaseId, worker);
    if (grant.outcome !== 'granted') throw new Error(grant.outcome);
    return { generationId: id, epoch: grant.epoch, leaseId, timeline: grant.timeline };
  }

  it('voids every lease, which its holder gets back after a follower has confirmed the log', async () => {
    const { generation, lease } = await leased();
    await ledger.append(lease, 1, [frame(0)]);
    await restart();
    expect((await ledger.append(lease, 2, [frame(1)])).outcome).toBe('void');
    expect((await ledger.renew(lease)).outcome).toBe('void');
    expect((await ledger.finish(lease, 2, frame(1))).toString()).toBe('void');
    expect(await ledger.reclaim(lease, 1)).toEqual({ outcome: 'wait' });
    expect((await ledger.restore(generation.id, 1, [frame(0)], FOLLOWED)).outcome).toBe('ok');
    expect(await ledger.reclaim(lease, 1)).toEqual({ outcome: 'ok', timeline: connection.timeline });
    expect((await ledger.append(lease, 2, [frame(1)])).outcome).toBe('ok');
  });

  it('gives nothing away before those who saw more have restored it', async () => {
    const { generation, lease } = await leased();
    await ledger.append(lease, 1, [frame(0), frame(1, 'seen')]);
    await ledger.release(lease, 'drain');
    await goBack(generation, 1);
    expect(await ledger.acquire(generation.id, 2, 'lease-b', worker)).toMatchObject({ outcome: 'recovering' });
    expect(await ledger.restore(generation.id, 2, [frame(1, 'seen')], FOLLOWED)).toMatchObject({
      outcome: 'ok',
      logLength: 2,
    });
    expect(await ledger.acquire(generation.id, 2, 'lease-b', worker)).toMatchObject({
      outcome: 'granted',
      logLength: 2,
    });
  });

  it('gives it back also when the last append had been carried out without an answer', async () => {
    const { generation, lease } = await leased();
    await ledger.append(lease, 1, [frame(0), frame(1)]);
    await restart();
    await ledger.restore(generation.id, 1, [frame(0)], FOLLOWED);
    expect(await ledger.reclaim(lease, 1, frame(1))).toMatchObject({ outcome: 'ok' });
    expect((await ledger.append(lease, 2, [frame(1)])).outcome).toBe('ok');
  });

  it('takes back what a follower saw of the end', async () => {
    const { generation, lease } = await leased();
    const ending = encodeFrameBody({
      firstTokenIndex: 0,
      tokenIds: [],
      events: [{ type: 'error', code: 'cancelled', message: '' }],
    });
    await ledger.append(lease, 1, [frame(0)]);
    await restart();
    const outcome = await ledger.restore(generation.id, 2, [ending], { isFollower: true, isTerminal: true });
    expect(outcome).toMatchObject({ outcome: 'ok', logLength: 2 });
    expect((await ledger.acquire(generation.id, 1, 'lease-b', worker)).outcome).toBe('gone');
  });

  it('never replaces frames, and adds none once somebody goes on from a shorter log', async () => {
    const { generation, lease } = await leased();
    await ledger.append(lease, 1, [frame(0)]);
    await restart();
    expect((await ledger.restore(generation.id, 1, [frame(0, 'other')], FOLLOWED)).outcome).toBe('conflict');
    expect((await ledger.restore(generation.id, 3, [frame(2)], FOLLOWED)).outcome).toBe('gap');
    await ledger.restore(generation.id, 1, [frame(0)], FOLLOWED);
    await ledger.reclaim(lease, 1);
    expect((await ledger.restore(generation.id, 1, [frame(0), frame(1)], FOLLOWED)).outcome).toBe('conflict');
  });

  it('gives no lease back to a holder whose log ends elsewhere', async () => {
    const { generation, lease } = await leased();
    await ledger.append(lease, 1, [frame(0)]);
    await restart();
    await ledger.restore(generation.id, 1, [frame(0), frame(1, 'of a later lease')], FOLLOWED);
    expect(await ledger.reclaim(lease, 1)).toEqual({ outcome: 'fenced' });
  });

  it('lets nobody end or pause what may still have to be restored', async () => {
    const { generation, lease } = await leased();
    await ledger.append(lease, 1, [frame(0)]);
    await restart();
    await expect(ledger.terminate(generation.id, frame(9))).rejects.toMatchObject({ code: 'ledger_unavailable' });
    await ledger.restore(generation.id, 1, [], HELD);
    await expect(ledger.terminate(generation.id, frame(9))).rejects.toMatchObject({ code: 'ledger_unavailable' });
    await ledger.restore(generation.id, 1, [], FOLLOWED);
    expect(await ledger.terminate(generation.id, frame(9))).toBe('ok');
  });

  it('lets no lease last longer than a new one, by whichever clock it was given', async () => {
    const { generation, lease } = await leased();
    await connection.redis.zadd(keys.leases(0), Date.now() + 3_600_000, generation.id);
    await restart();
    await ledger.restore(generation.id, 1, [], FOLLOWED);
    expect(await ledger.acquire(generation.id, 1, 'lease-b', worker)).toMatchObject({ outcome: 'held' });
    const lapsesAt = Number(await connection.redis.zscore(keys.leases(0), generation.id));
    expect(lapsesAt - Date.now()).toBeLessThanOrEqual(LEASE_MS);
    expect(await ledger.reclaim(lease, 0)).toMatchObject({ outcome: 'ok' });
  });

  it('does not hold up what was accepted since', async () => {
    await restart();
    const { lease } = await leased();
    expect((await ledger.append(lease, 1, [frame(0)])).outcome).toBe('ok');
  });

  it('notices when all keys are gone, and takes a followed generation in again, whose log comes first', async () => {
    const { generation, lease } = await leased();
    await ledger.append(lease, 1, [frame(0)]);
    const before = connection.timeline;
    await connection.redis.flushall();
    await expect(ledger.append(lease, 2, [frame(1)])).rejects.toMatchObject({ code: 'ledger_unavailable' });
    expect(connection.timeline).not.toBe(before);
    expect((await ledger.append(lease, 2, [frame(1)])).outcome).toBe('fenced');
    expect((await ledger.restore(generation.id, 1, [frame(0)], FOLLOWED)).outcome).toBe('unknown');
    await ledger.acceptAgain(generation, follower);
    expect((await ledger.acquire(generation.id, 1, 'lease-b', worker)).outcome).toBe('recovering');
    await ledger.restore(generation.id, 1, [frame(0)], FOLLOWED);
    expect(await ledger.read(generation.id, 1, 10)).toHaveLength(1);
    // Others may have been shown more; what Redis knew of them is gone as well.
    expect((await ledger.acquire(generation.id, 1, 'lease-b', worker)).outcome).toBe('recovering');
  });

  it('waits for all who were shown something when there was more than one', async () => {
    const { generation, lease } = await leased();
    const control = new GenerationControl(connection, keys);
    await ledger.append(lease, 1, [frame(0)]);
    await control.keepFollowing([generation.id], 'another:1');
    await restart();
    await ledger.restore(generation.id, 1, [], FOLLOWED);
    expect(await ledger.reclaim(lease, 1)).toEqual({ outcome: 'wait' });
  });

  it('lets one go on that an edit had taken out of its pause, since what followed was seen', async () => {
    const { generation, lease } = await leased();
    const control = new GenerationControl(connection, keys);
    await ledger.append(lease, 1, [frame(0)]);
    await control.pause(generation.id, frameOf({ type: 'paused' }), 60_000);
    await restart();
    const rewound = frameOf({ type: 'rewound', command: 1, toToken: 0, standing: [] });
    await ledger.restore(generation.id, 3, [rewound, frame(0, 'new')], FOLLOWED);
    expect(await control.describe(generation.id)).toMatchObject({ state: 'queued', logLength: 4 });
  });

  it('knows again of pauses and commands that are restored', async () => {
    const { generation, lease } = await leased();
    const control = new GenerationControl(connection, keys);
    const events = [frameOf({ type: 'rewound', command: 1, toToken: 0, standing: [] }), frameOf({ type: 'paused' })];
    await ledger.append(lease, 1, [frame(0)]);
    await restart();
    await ledger.restore(generation.id, 2, events, FOLLOWED);
    expect(await control.describe(generation.id)).toMatchObject({
      state: 'paused',
      command: 1,
      acknowledgedCommand: 1,
    });
    expect((await ledger.renew(lease)).outcome).toBe('fenced');
    expect((await control.command(generation.id, { action: 'answer-now' })).outcome).toBe('ok');
    expect((await control.resume(generation.id, frame(1))).outcome).toBe('ok');
    expect(await ledger.acquire(generation.id, 2, 'lease-b', worker)).toMatchObject({
      outcome: 'granted',
      commands: [{ number: 2 }],
    });
  });
});
