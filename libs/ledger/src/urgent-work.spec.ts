import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { GenerationClass } from '#protocol';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { JobPuller } from './job-puller.js';
import { JobQueue } from './job-queue.js';
import { LedgerKeys } from './keys.js';
import { connectBlockingRedis, connectProducerRedis } from './redis-connection.js';
import { UrgentCallListener } from './urgent-calls.js';

let models = 0;

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}

describe('urgent work, as a worker without a free slot sees it', () => {
  let url: string;
  let producer: Redis;
  let blocking: Redis;
  let waiting: Redis;
  let queue: JobQueue;
  let remove: () => Promise<void>;
  const keys = new LedgerKeys('test');
  const errors: Error[] = [];
  const pullers: JobPuller[] = [];
  const connections: Redis[] = [];
  const onError = (error: Error): void => void errors.push(error);

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    url = temporary.server.url;
    producer = connectProducerRedis(url);
    blocking = connectBlockingRedis(url);
    waiting = connectProducerRedis(url);
    connections.push(producer, blocking, waiting);
    await new Promise((resolve) => producer.once('ready', resolve));
    queue = new JobQueue(producer, keys, onError);
  });

  afterAll(async () => {
    for (const puller of pullers) await puller.close();
    await queue.close();
    for (const connection of connections) connection.disconnect();
    await remove();
    expect(errors).toEqual([]);
  });

  /** A model of its own for each test, and who pulls its jobs. */
  function pullerOfNewModel(): { model: string; puller: JobPuller } {
    const model = `model-${++models}`;
    const puller = new JobPuller(blocking, waiting, keys, model, onError);
    pullers.push(puller);
    return { model, puller };
  }

  async function pulledIds(puller: JobPuller): Promise<string[]> {
    const ids: string[] = [];
    for (let job = await puller.pull(); job; job = await puller.pull()) {
      ids.push(`${job.class} ${job.id}`);
      await job.complete();
    }
    return ids;
  }

  it('has the class of what would be pulled next, and looking takes nothing', async () => {
    const { model, puller } = pullerOfNewModel();
    expect(await puller.mostUrgentWaiting()).toBeNull();
    for (const one of ['batch', 'interactive', 'background', 'realtime'] as const) {
      await queue.add(model, one, { id: `gen_${one}`, epoch: 1 });
    }
    expect(await puller.mostUrgentWaiting()).toBe('realtime');
    expect(await puller.mostUrgentWaiting()).toBe('realtime');
    expect(await pulledIds(puller)).toEqual([
      'realtime gen_realtime',
      'interactive gen_interactive',
      'background gen_background',
      'batch gen_batch',
    ]);
  });

  it('counts a job again that was given back', async () => {
    const { model, puller } = pullerOfNewModel();
    await queue.add(model, 'realtime', { id: 'gen_r', epoch: 1 });
    const job = await puller.pull();
    expect(await puller.mostUrgentWaiting()).toBeNull();
    await job?.giveBack();
    expect(await puller.mostUrgentWaiting()).toBe('realtime');
    await puller.pull().then((again) => again?.complete());
  });

  it('includes what was put off, once it is due, though nobody pulls', async () => {
    const { model, puller } = pullerOfNewModel();
    await queue.add(model, 'interactive', { id: 'gen_early', epoch: 1 });
    await (await puller.pull())?.postpone(60_000);
    await queue.add(model, 'batch', { id: 'gen_batch', epoch: 1 });
    expect(await puller.mostUrgentWaiting()).toBe('batch');
    await queue.add(model, 'realtime', { id: 'gen_soon', epoch: 1 }, 50);
    await until(async () => (await puller.mostUrgentWaiting()) === 'realtime');
    expect(await pulledIds(puller)).toEqual(['realtime gen_soon', 'batch gen_batch']);
  });

  it('is a preempted generation only to its own worker while its job is delayed', async () => {
    const { model, puller } = pullerOfNewModel();
    const job = { id: 'gen_preempted', epoch: 2 };
    await queue.add(model, 'batch', job, 60_000);
    expect(await puller.pull()).toBeNull();
    expect(await queue.withdraw(model, job)).toBe(true);
    expect(await puller.mostUrgentWaiting()).toBeNull();
    await queue.add(model, 'batch', job);
    expect(await pulledIds(puller)).toEqual(['batch gen_preempted']);
  });

  it('cannot be withdrawn while somebody runs it', async () => {
    const { model, puller } = pullerOfNewModel();
    const job = { id: 'gen_taken', epoch: 2 };
    await queue.add(model, 'batch', job);
    const pulled = await puller.pull();
    expect(await queue.withdraw(model, job)).toBe(false);
    await pulled?.complete();
  });

  async function listenTo(model: string): Promise<{ heard: GenerationClass[]; redis: Redis }> {
    const heard: GenerationClass[] = [];
    const redis = connectProducerRedis(url);
    connections.push(redis);
    new UrgentCallListener(redis, keys, model, (one) => heard.push(one), onError);
    const channel = `${keys.queuePrefix}:generate-${model}:urgent`;
    await until(async () => (await producer.pubsub('NUMSUB', channel)).flat().includes(1));
    return { heard, redis };
  }

  it('is called out to all who serve the model, unless it is a batch or comes later', async () => {
    const one = await listenTo('called');
    await queue.add('called', 'batch', { id: 'gen_b', epoch: 1 });
    await queue.add('called', 'realtime', { id: 'gen_later', epoch: 1 }, 60_000);
    await queue.add('another', 'realtime', { id: 'gen_r', epoch: 1 });
    await queue.add('called', 'interactive', { id: 'gen_i', epoch: 1 });
    await until(() => one.heard.length > 0);
    expect(one.heard).toEqual(['interactive']);
  });

  it('is called out to who lost its connection and has one again', async () => {
    const { heard, redis } = await listenTo('reconnected');
    const back = new Promise((resolve) => redis.once('ready', resolve));
    await producer.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await back;
    await until(async () => {
      await queue.add('reconnected', 'realtime', { id: `gen_${heard.length}`, epoch: 1 });
      await producer.publish(`${keys.queuePrefix}:generate-reconnected:urgent`, 'nonsense');
      return heard.length > 0;
    });
    expect(new Set(heard)).toEqual(new Set(['realtime']));
  });
});
