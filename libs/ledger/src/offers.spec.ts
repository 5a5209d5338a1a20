import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { startTemporaryRedis } from '../../../test/support/temporary-redis.js';
import { AffinityStore } from './affinity-store.js';
import { LedgerKeys } from './keys.js';
import { OfferInbox } from './offer-inbox.js';
import { type Offer, Offers } from './offers.js';
import { connectProducerRedis } from './redis-connection.js';

const first: Offer = { id: 'gen_first', model: 'm', class: 'interactive' };
const second: Offer = { id: 'gen_second', model: 'm', class: 'interactive' };

describe('what is offered to a single worker', () => {
  let redis: Redis;
  let blocking: Redis;
  let offers: Offers;
  let affinity: AffinityStore;
  let remove: () => Promise<void>;
  let passedOn: Offer[] = [];
  const keys = new LedgerKeys('test');
  const errors: Error[] = [];

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    redis = connectProducerRedis(temporary.server.url);
    blocking = connectProducerRedis(temporary.server.url);
    await Promise.all([redis, blocking].map((one) => new Promise((resolve) => one.once('ready', resolve))));
    offers = new Offers(redis, keys);
    affinity = new AffinityStore(redis, keys);
  });

  afterAll(async () => {
    redis.disconnect();
    blocking.disconnect();
    await remove();
  });

  function inboxOf(workerId: string): OfferInbox {
    const passOn = (offer: Offer): Promise<void> => Promise.resolve(void passedOn.push(offer));
    return new OfferInbox(blocking, keys, workerId, passOn, (error) => errors.push(error));
  }

  it('is found by that worker only, in the order in which it was offered', async () => {
    await offers.make('worker-a', first);
    await offers.make('worker-a', second);
    expect(await inboxOf('worker-b').next()).toBeNull();
    const inbox = inboxOf('worker-a');
    expect(await inbox.next()).toMatchObject({ id: 'gen_first', epoch: 1 });
    expect(await inbox.next()).toMatchObject({ id: 'gen_second', epoch: 1 });
    expect(await inbox.next()).toBeNull();
  });

  it('wakes a worker that waits', async () => {
    const waiting = inboxOf('worker-c').next();
    await offers.make('worker-c', first);
    expect(await waiting).toMatchObject({ id: 'gen_first' });
  });

  it('is not found any more once it was withdrawn, and what else is offered stays', async () => {
    await offers.make('worker-d', first);
    await offers.make('worker-d', second);
    await offers.withdraw('worker-d', first);
    const inbox = inboxOf('worker-d');
    expect(await inbox.next()).toMatchObject({ id: 'gen_second' });
    await offers.withdraw('worker-d', second);
  });

  it('leaves nothing behind, whether it is taken, withdrawn or forgotten', async () => {
    await offers.make('worker-e', first);
    await offers.withdraw('worker-e', first);
    expect(await redis.exists(keys.offers('worker-e'))).toBe(0);
    await offers.make('worker-e', first);
    expect(await redis.pttl(keys.offers('worker-e'))).toBeGreaterThan(0);
    await inboxOf('worker-e').next();
    expect(await redis.exists(keys.offers('worker-e'))).toBe(0);
  });

  it('is passed on to everybody when it is given back or put off, and not when it is done', async () => {
    passedOn = [];
    await offers.make('worker-f', first);
    await offers.make('worker-f', second);
    const inbox = inboxOf('worker-f');
    const [one, other] = [await inbox.next(), await inbox.next()];
    await one?.complete();
    expect(passedOn).toEqual([]);
    await one?.giveBack();
    await other?.postpone(1_000);
    expect(passedOn).toEqual([first, second]);
  });

  it('is told when it cannot be passed on, and the worker goes on', async () => {
    const failing = new OfferInbox(
      blocking,
      keys,
      'worker-g',
      () => Promise.reject(new Error('away')),
      (error) => errors.push(error),
    );
    await offers.make('worker-g', first);
    await (await failing.next())?.giveBack();
    expect(errors.map(({ message }) => message)).toEqual(['away']);
  });

  it('goes to the worker that is remembered under the most telling key, for a while', async () => {
    await affinity.remember(['exact', 'shared'], 'worker-a');
    await affinity.remember(['other', 'shared'], 'worker-b');
    expect(await affinity.find(['exact', 'shared'])).toBe('worker-a');
    expect(await affinity.find(['unknown', 'shared'])).toBe('worker-b');
    expect(await affinity.find(['unknown'])).toBeNull();
    expect(await affinity.find([])).toBeNull();
    expect(await redis.pttl(keys.affinity('exact'))).toBeGreaterThan(0);
  });
});
