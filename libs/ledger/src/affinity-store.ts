import type { Redis } from 'ioredis';
import type { LedgerKeys } from './keys.js';
import { reachLedger } from './redis-connection.js';

/** About as long as a slot keeps what it read before other conversations need it. */
const KEPT_MS = 10 * 60_000;

/** Which worker read a conversation last, and so probably still holds it. Only a hint, and only digests. */
export class AffinityStore {
  /** `redis` must send commands at once, so that a look-up is answered while the request is still being prepared. */
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  async remember(affinityKeys: readonly string[], workerId: string): Promise<void> {
    const write = (key: string): Promise<unknown> =>
      reachLedger(() => this.redis.set(this.keys.affinity(key), workerId, 'PX', KEPT_MS));
    await Promise.all(affinityKeys.map(write));
  }

  /** The worker that is remembered under the first of these keys that is known at all. */
  async find(affinityKeys: readonly string[]): Promise<string | null> {
    const read = (key: string): Promise<string | null> => reachLedger(() => this.redis.get(this.keys.affinity(key)));
    const workerIds = await Promise.all(affinityKeys.map(read));
    return workerIds.find((workerId) => workerId !== null) ?? null;
  }
}
