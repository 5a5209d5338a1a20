import type { Redis } from 'ioredis';
import type { PulledJob } from './job-puller.js';
import type { LedgerKeys } from './keys.js';
import type { Offer } from './offers.js';
import { reachLedger } from './redis-connection.js';

/** Short enough that a draining worker need not wait for it. */
const WAIT_FOR_OFFER_SECONDS = 1;

/** Where a worker finds what is offered to it alone. Needs a connection of its own, since it blocks. */
export class OfferInbox {
  /** `passOn` puts a generation into the shared queue. */
  constructor(
    private readonly blockingRedis: Redis,
    private readonly keys: LedgerKeys,
    private readonly workerId: string,
    private readonly passOn: (offer: Offer) => Promise<void>,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * The next offer as a job, at the latest after a second, then `null` if there is none. Nobody renews a lock for it, and
   * postponing it, like giving it back, is passing it on. Throws `ledger_unavailable`.
   */
  async next(): Promise<PulledJob | null> {
    const key = this.keys.offers(this.workerId);
    const popped = await reachLedger(() => this.blockingRedis.blpop(key, WAIT_FOR_OFFER_SECONDS));
    if (!popped) return null;
    const offer = JSON.parse(popped[1]) as Offer;
    const passOn = (): Promise<void> => this.passOn(offer).catch(this.onError);
    return {
      id: offer.id,
      epoch: 1,
      class: offer.class,
      deliveries: 1,
      complete: () => Promise.resolve(),
      giveBack: passOn,
      postpone: passOn,
    };
  }
}
