import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Generation, encodeFrameBody } from '#protocol';
import { sampleGeneration } from '../../../test/support/sample-generation.js';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { eventually } from '../../../test/support/test-cluster.js';
import { GenerationControl } from './generation-control.js';
import { GenerationLedger, LEASE_MS } from './generation-ledger.js';
import { LedgerConnection } from './ledger-connection.js';
import { LedgerKeys } from './keys.js';
import type { AcquireOutcome, Lease } from './outcomes.js';
import { connectRedis } from './redis-connection.js';

const worker = { workerId: 'w', vocabularyHash: 'vocabulary', contextTokens: 200, adapters: [], isAlone: false };
const DAY_MS = 86_400_000;

const frame = (events: Parameters<typeof encodeFrameBody>[0]['events'], tokenIds: number[] = []): Uint8Array =>
  encodeFrameBody({ firstTokenIndex: 0, tokenIds, events });
const token = (id: number): Uint8Array => frame([{ type: 'content-delta', item: 0, text: 'x' }], [id]);
const paused = frame([{ type: 'paused' }]);
const resumed = frame([{ type: 'resumed' }]);
const ending = frame([{ type: 'error', code: 'cancelled', message: 'ended' }]);

describe('live control', () => {
  const keys = new LedgerKeys('test');
  let connection: LedgerConnection;
  let ledger: GenerationLedger;
  let control: GenerationControl;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    connection = new LedgerConnection(connectRedis(temporary.server.url), keys);
    ledger = new GenerationLedger(connection, keys);
    control = new GenerationControl(connection, keys);
    await eventually(() => connection.isReachable);
  });

  afterAll(async () => {
    connection.redis.disconnect();
    await remove();
  });

  async function accepted(graceMs: number | null = null, overrides: Partial<Generation> = {}): Promise<Generation> {
    const generation = sampleGeneration(overrides);
    await ledger.accept(generation, { replyTo: '127.0.0.1:1', graceMs });
    return generation;
  }

  async function acquire({ id }: Generation, epoch: number, isAlone = false): Promise<AcquireOutcome> {
    return ledger.acquire(id, epoch, `lease-${epoch}`, { ...worker, isAlone });
  }

  async function leased(generation: Generation, epoch = 1, isAlone = false): Promise<Lease> {
    const grant = await acquire(generation, epoch, isAlone);
    if (grant.outcome !== 'granted') throw new Error(grant.outcome);
    return { generationId: generation.id, epoch: grant.epoch, leaseId: `lease-${epoch}`, timeline: grant.timeline };
  }

  it('pauses what runs at once, and lets it go on from its log when it is resumed', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    await ledger.append(lease, 1, [token(1)]);
    expect(await control.pause(generation.id, paused, DAY_MS)).toEqual({ outcome: 'ok' });
    expect(await control.pause(generation.id, paused, DAY_MS)).toEqual({ outcome: 'ok' });
    expect((await ledger.append(lease, 2, [token(2)])).outcome).toBe('fenced');
    expect((await acquire(generation, 1)).outcome).toBe('duplicate');
    expect(await ledger.terminate(generation.id, ending, 'client-left')).toBe('kept');
    expect(await control.describe(generation.id)).toMatchObject({ state: 'paused', logLength: 2 });
    const { model, class: generationClass } = generation;
    const again = { outcome: 'ok', epoch: 2, model, class: generationClass };
    expect(await control.resume(generation.id, resumed)).toEqual(again);
    expect(await control.resume(generation.id, resumed)).toEqual({ outcome: 'changed' });
    const grant = await acquire(generation, 2);
    expect(grant).toMatchObject({ outcome: 'granted', logLength: 3, resumed: { cause: 'pause' } });
    const events = (await ledger.read(generation.id, 1, 9)).map((one) => one.events[0]?.type);
    expect(events).toEqual(['content-delta', 'paused', 'resumed']);
  });

  it('gives commands in their order to whoever holds the lease, until their effect is logged', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    expect(await control.command(generation.id, { action: 'answer-now' })).toEqual({ outcome: 'ok', number: 1 });
    const inspect = { action: 'inspect', tokens: 4, alternatives: 2 } as const;
    expect(await control.command(generation.id, inspect, 1)).toEqual({ outcome: 'ok', number: 2 });
    expect(await control.command(generation.id, inspect, 1)).toEqual({ outcome: 'changed' });
    expect(await ledger.append(lease, 1, [token(1)])).toMatchObject({ outcome: 'ok', command: 2 });
    expect(await ledger.renew(lease)).toMatchObject({ outcome: 'ok', command: 2 });
    expect(await control.commandsBetween(generation.id, 0, 2)).toEqual([
      { action: 'answer-now', number: 1 },
      { ...inspect, number: 2 },
    ]);
    await ledger.append(lease, 2, [token(2)], 1);
    expect(await control.commandsBetween(generation.id, 0, 2)).toEqual([{ ...inspect, number: 2 }]);
    const epoch = await ledger.release(lease, 'drain');
    const grant = await acquire(generation, epoch ?? 0);
    expect(grant).toMatchObject({ outcome: 'granted', commands: [{ ...inspect, number: 2 }] });
  });

  it('takes the lease for an edit, so that nobody appends who does not know of it', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    await ledger.append(lease, 1, [token(1)]);
    const edit = { action: 'edit', toToken: 0, tokenIds: [7, 8] } as const;
    expect(await control.edit(generation.id, edit, 5)).toEqual({ outcome: 'changed' });
    expect(await control.edit(generation.id, edit, 0)).toMatchObject({ outcome: 'ok', number: 1, epoch: 2 });
    expect((await ledger.append(lease, 2, [token(2)])).outcome).toBe('fenced');
    expect(await acquire(generation, 2)).toMatchObject({ outcome: 'granted', commands: [{ ...edit, number: 1 }] });
  });

  it('takes no more commands than a hundred before one of them had its effect', async () => {
    const generation = await accepted();
    const lease = await leased(generation);
    const more = () => control.command(generation.id, { action: 'answer-now' });
    for (let number = 1; number <= 100; number++) expect(await more()).toEqual({ outcome: 'ok', number });
    expect(await more()).toEqual({ outcome: 'too-many' });
    await ledger.append(lease, 1, [token(1)], 1);
    expect(await more()).toEqual({ outcome: 'ok', number: 101 });
  });

  it('takes no more edits than eight before one of them had its effect, and other commands still', async () => {
    const generation = await accepted();
    const more = (seen: number) => control.edit(generation.id, { action: 'edit', toToken: 0, tokenIds: [7] }, seen);
    for (let seen = 0; seen < 8; seen++) expect(await more(seen)).toMatchObject({ outcome: 'ok', number: seen + 1 });
    expect(await more(8)).toEqual({ outcome: 'too-many' });
    expect(await control.command(generation.id, { action: 'answer-now' })).toEqual({ outcome: 'ok', number: 9 });
    const { epoch } = (await control.describe(generation.id)) ?? { epoch: 0 };
    await ledger.append(await leased(generation, epoch), 1, [token(1)], 1);
    expect(await more(9)).toMatchObject({ outcome: 'ok', number: 10 });
  });

  it('refuses to steer what has ended or never was', async () => {
    const { id } = await accepted();
    await ledger.terminate(id, ending);
    expect(await control.pause(id, paused, DAY_MS)).toEqual({ outcome: 'finished' });
    expect(await control.resume(id, resumed)).toEqual({ outcome: 'finished' });
    expect(await control.command(id, { action: 'answer-now' })).toEqual({ outcome: 'finished' });
    expect(await control.pause('gen_x', paused, DAY_MS)).toEqual({ outcome: 'unknown' });
    expect(await control.describe('gen_x')).toBeNull();
  });

  it('ends what lost its followers, but not while one says that it is there', async () => {
    const [left, followed] = [await accepted(100), await accepted(200)];
    await eventually(async () => {
      await control.keepFollowing([followed.id]);
      return (await ledger.terminate(left.id, ending, 'unfollowed')) === 'ok';
    });
    expect(await ledger.terminate(followed.id, ending, 'unfollowed')).toBe('kept');
    expect(await ledger.terminate((await accepted(null)).id, ending, 'unfollowed')).toBe('kept');
  });

  it('gives the live frames to one of those who want them', async () => {
    const { id } = await accepted();
    expect(await control.follow(id, 'second', '127.0.0.1:1')).toBe(true);
    expect(await control.follow(id, 'third', '127.0.0.1:1')).toBe(false);
    expect(await control.describe(id)).toMatchObject({ replyTo: 'second' });
  });

  it("lists a tenant's own generations, newest first, page by page", async () => {
    const tenant = 'tenant with : in its name';
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) {
      ids.unshift((await accepted(null, { tenant })).id);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await connection.redis.del(keys.record(ids[1] ?? ''));
    const [a, , c, d, e] = ids;
    expect(await control.list(tenant, 2)).toEqual([a, c]);
    expect(await control.list(tenant, 9, c)).toEqual([d, e]);
    expect(await control.list('another', 9)).toEqual([]);
  });

  describe('a request that workers die of', () => {
    /** The holder falls silent for good, and somebody notices. */
    async function die(generation: Generation): Promise<void> {
      await eventually(async () => (await ledger.revokeSilent(generation.id, 1)).outcome === 'revoked');
    }

    it('is tried alone after two deaths without a token, and not at all after three', async () => {
      const generation = await accepted();
      for (const epoch of [1, 2]) {
        await leased(generation, epoch);
        await die(generation);
      }
      expect((await acquire(generation, 3)).outcome).toBe('suspect');
      await leased(generation, 3, true);
      await die(generation);
      expect((await acquire(generation, 4, true)).outcome).toBe('poisonous');
    });

    it('is innocent as soon as a worker gets a token out', async () => {
      const generation = await accepted();
      for (const epoch of [1, 2, 3, 4]) {
        const lease = await leased(generation, epoch);
        if (epoch === 2) await ledger.append(lease, 1, [token(1)]);
        if (epoch === 3) await ledger.release(lease, 'fault');
        else await die(generation);
      }
      expect((await acquire(generation, 5)).outcome).toBe('suspect');
    });

    it('is not blamed for a lease that was given back', async () => {
      const generation = await accepted();
      for (const epoch of [1, 2, 3, 4]) await ledger.release(await leased(generation, epoch), 'preempt');
      expect(await acquire(generation, 5)).toMatchObject({ outcome: 'granted', preemptions: 4 });
    });
  });

  it('counts a lapsed lease as a death also when a job meets it first', async () => {
    const generation = await accepted();
    await leased(generation);
    await new Promise((resolve) => setTimeout(resolve, LEASE_MS + 50));
    const grant = await ledger.acquire(generation.id, 1, 'another lease', worker);
    expect(grant).toMatchObject({ outcome: 'granted', epoch: 2, resumed: { cause: 'death' } });
  });

  it('forgets soon what has ended, and not what runs', async () => {
    const generation = await accepted();
    const { record, log } = keys.of(generation.id);
    expect(await control.forget(generation.id)).toBe(false);
    expect(await connection.redis.pttl(record)).toBe(-1);
    await ledger.terminate(generation.id, ending);
    expect(await control.forget(generation.id)).toBe(true);
    for (const key of [record, log]) expect(await connection.redis.pttl(key)).toBeLessThanOrEqual(15_000);
    expect(await control.forget('gen_unknown')).toBe(false);
  });
});
