import type { Redis } from 'ioredis';
import type { Generation } from '#protocol';
import type { LedgerKeys } from './keys.js';
import { reachLedger } from './redis-connection.js';

/** Offers that nobody takes back, because their gateway died, are gone by themselves. */
const KEPT_MS = 10_000;

/** What a worker needs to take a new generation, or to pass it on to the shared queue. */
export type Offer = Pick<Generation, 'id' | 'model' | 'class'>;

/**
 * The short queue of every single worker. Like a job, an offer is only a hint: whoever makes one sees to it that the
 * generation comes into the shared queue if it is not taken soon.
 */
export class Offers {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  async make(workerId: string, offer: Offer): Promise<void> {
    const key = this.keys.offers(workerId);
    await Promise.all([
      reachLedger(() => this.redis.rpush(key, encodeOffer(offer))),
      reachLedger(() => this.redis.pexpire(key, KEPT_MS)),
    ]);
  }

  /** Makes sure that an offer which its worker has not looked at yet is not taken any more. */
  async withdraw(workerId: string, offer: Offer): Promise<void> {
    await reachLedger(() => this.redis.lrem(this.keys.offers(workerId), 1, encodeOffer(offer)));
  }
}

function encodeOffer({ id, model, class: generationClass }: Offer): string {
  return JSON.stringify({ id, model, class: generationClass });
}
