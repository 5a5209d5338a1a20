import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Generation, encodeFrameBody } from '#protocol';
import { sampleGeneration } from '../../../test/support/sample-generation.js';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { GenerationLedger, LEASE_MS, UNCONFIRMED_MS } from './generation-ledger.js';
import { JobPuller, type PulledJob } from './job-puller.js';
import { JobQueue } from './job-queue.js';
import { LedgerConnection } from './ledger-connection.js';
import { LedgerKeys, queueName } from './keys.js';
import { connectBlockingRedis, connectProducerRedis, connectRedis } from './redis-connection.js';
import { Sweeper } from './sweeper.js';

const worker = { workerId: 'worker-a', vocabularyHash: 'vocabulary', contextTokens: 200, adapters: [], isAlone: false };
const ending = encodeFrameBody({
  firstTokenIndex: 0,
  tokenIds: [],
  events: [{ type: 'error', code: 'cancelled', message: '' }],
});

describe('the queue and the sweeper', () => {
  let redis: Redis;
  let blocking: Redis;
  let waiting: Redis;
  let producer: Redis;
  let ledger: GenerationLedger;
  let queue: JobQueue;
  let sweeper: Sweeper;
  let remove: () => Promise<void>;
  const keys = new LedgerKeys('test');
  const errors: Error[] = [];
  const pullers: JobPuller[] = [];
  const onError = (error: Error): void => void errors.push(error);

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    redis = connectRedis(temporary.server.url);
    blocking = connectBlockingRedis(temporary.server.url);
    waiting = connectProducerRedis(temporary.server.url);
    const connection = new LedgerConnection(redis, keys);
    ledger = new GenerationLedger(connection, keys);
    producer = connectProducerRedis(temporary.server.url);
    queue = new JobQueue(producer, keys, onError);
    sweeper = new Sweeper(connection, keys, ledger, queue, onError);
    await delay(LEASE_MS + 1_000);
  });

  afterAll(async () => {
    sweeper.close();
    for (const puller of pullers) await puller.close();
    await queue.close();
    redis.disconnect();
    blocking.disconnect();
    waiting.disconnect();
    producer.disconnect();
    await remove();
    expect(errors).toEqual([]);
  });

  /** What wakes a worker that waits for a model's jobs, as BullMQ keeps it. */
  function markersOf(model: string): Promise<number> {
    return redis.zcard(`${keys.queuePrefix}:${queueName(model)}:marker`);
  }

  /** Jobs of a model, as BullMQ counts them. */
  async function depthOf(model: string): Promise<{ waiting: number; active: number }> {
    const counter = new Queue(queueName(model), { connection: producer, prefix: keys.queuePrefix });
    const { prioritized = 0, wait = 0, delayed = 0, active = 0 } = await counter.getJobCounts();
    await counter.close();
    return { waiting: prioritized + wait + delayed, active };
  }

  async function accepted(overrides: Partial<Generation> = {}): Promise<Generation> {
    const generation = sampleGeneration({ model: `model-${Math.random().toString(36).slice(2)}`, ...overrides });
    await ledger.accept(generation, { replyTo: 'gateway:1', graceMs: null });
    return generation;
  }

  function pullerOf(model: string): JobPuller {
    const puller = new JobPuller(blocking, waiting, keys, model, onError);
    pullers.push(puller);
    return puller;
  }

  async function pulled(puller: JobPuller): Promise<PulledJob> {
    for (;;) {
      const job = await puller.pull();
      if (job) return job;
      await puller.arrival();
    }
  }

  it('gives a job to a generation whose job was never added', async () => {
    const generation = await accepted();
    const job = await pulled(pullerOf(generation.model));
    expect(job).toMatchObject({ id: generation.id, epoch: 1 });
    await job.complete();
  });

  it('gives a job again to a generation whose confirmed job was taken out by somebody who died', async () => {
    const generation = await accepted();
    const job = { id: generation.id, epoch: 1 };
    await queue.add(generation.model, 'interactive', job);
    await ledger.confirmQueued(generation.id, 1);
    await ledger.doubtQueued(generation.id, 1);
    await queue.withdraw(generation.model, job);
    const again = await pulled(pullerOf(generation.model));
    expect(again).toMatchObject(job);
    await again.complete();
  });

  it('adds the same job only once, however often it is added', async () => {
    const generation = await accepted();
    for (let time = 0; time < 3; time++)
      await queue.add(generation.model, 'interactive', { id: generation.id, epoch: 1 });
    expect(await depthOf(generation.model)).toEqual({ waiting: 1, active: 0 });
  });

  it('queues a generation again, under the next epoch, when its holder falls silent', async () => {
    const generation = await accepted();
    await queue.add(generation.model, 'interactive', { id: generation.id, epoch: 1 });
    const puller = pullerOf(generation.model);
    const first = await pulled(puller);
    const grant = await ledger.acquire(generation.id, first.epoch, 'lease-a', worker);
    expect(grant.outcome).toBe('granted');
    const second = await pulled(puller);
    expect(second).toMatchObject({ id: generation.id, epoch: 2 });
    expect((await ledger.acquire(generation.id, first.epoch, 'lease-x', worker)).outcome).toBe('duplicate');
    expect((await ledger.acquire(generation.id, second.epoch, 'lease-b', worker)).outcome).toBe('granted');
    await first.complete();
    await second.complete();
    await ledger.terminate(generation.id, ending);
  });

  it('leaves alone what is finished and what is held', async () => {
    const finished = await accepted();
    await ledger.terminate(finished.id, ending);
    const held = await accepted();
    await ledger.acquire(held.id, 1, 'lease-h', worker);
    for (let beat = 0; beat < 8; beat++) {
      await delay((UNCONFIRMED_MS + 1_200) / 8);
      expect(await ledger.renew({ generationId: held.id, epoch: 1, leaseId: 'lease-h', timeline: '' })).toMatchObject({
        outcome: 'ok',
      });
    }
    expect(await depthOf(finished.model)).toEqual({ waiting: 0, active: 0 });
    expect(await depthOf(held.model)).toEqual({ waiting: 0, active: 0 });
    await ledger.terminate(held.id, ending);
  });

  it('serves what was started before ahead of new work of its class, and a higher class before both', async () => {
    const { model } = await accepted();
    await queue.add(model, 'batch', { id: 'gen_batch', epoch: 1 });
    await queue.add(model, 'interactive', { id: 'gen_new', epoch: 1 });
    await queue.add(model, 'interactive', { id: 'gen_continued', epoch: 2 });
    await queue.add(model, 'realtime', { id: 'gen_urgent', epoch: 1 });
    const puller = pullerOf(model);
    const order: string[] = [];
    for (let count = 0; count < 4; count++) {
      const job = await pulled(puller);
      order.push(job.id);
      await job.complete();
    }
    expect(order).toEqual(['gen_urgent', 'gen_continued', 'gen_new', 'gen_batch']);
  });

  it('brings a postponed job back, and one that was given back at once', async () => {
    const { model } = await accepted();
    await queue.add(model, 'interactive', { id: 'gen_a', epoch: 1 });
    const puller = pullerOf(model);
    await (await pulled(puller)).postpone(100);
    const again = await pulled(puller);
    expect(again.id).toBe('gen_a');
    await again.giveBack();
    const last = await pulled(puller);
    expect(last.id).toBe('gen_a');
    await last.complete();
    expect(await depthOf(model)).toEqual({ waiting: 0, active: 0 });
  });

  it('gives a job back to the head of its class', async () => {
    const { model } = await accepted();
    for (const id of ['gen_1', 'gen_2', 'gen_3']) await queue.add(model, 'interactive', { id, epoch: 1 });
    const puller = pullerOf(model);
    await (await pulled(puller)).giveBack();
    const order: string[] = [];
    for (let count = 0; count < 3; count++) {
      const job = await pulled(puller);
      order.push(job.id);
      await job.complete();
    }
    expect(order).toEqual(['gen_1', 'gen_2', 'gen_3']);
  });

  it('wakes one that waits when a job is given back, and when somebody cannot take what woke it', async () => {
    const { model } = await accepted();
    await queue.add(model, 'interactive', { id: 'gen_a', epoch: 1 });
    const puller = pullerOf(model);
    const job = await pulled(puller);
    while ((await markersOf(model)) > 0) await puller.arrival();
    await job.giveBack();
    expect(await markersOf(model)).toBe(1);
    await puller.arrival();
    expect(await markersOf(model)).toBe(0);
    await puller.wakeAnother();
    expect(await markersOf(model)).toBe(1);
    await (await pulled(puller)).complete();
  });
});
