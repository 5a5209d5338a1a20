import type { Redis } from 'ioredis';
import type { LedgerKeys } from './keys.js';
import { reachLedger } from './redis-connection.js';

/** Vocabularies by their hash, published by the workers that loaded them, so that no gateway needs a file. */
export class VocabularyStore {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  /** Publishes a serialized vocabulary; one that is there already stays, since its hash says it is the same. */
  async publish(hash: string, serialized: Uint8Array): Promise<void> {
    const key = this.keys.vocabulary(hash);
    if ((await reachLedger(() => this.redis.exists(key))) === 1) return;
    await reachLedger(() => this.redis.setnx(key, Buffer.from(serialized)));
  }

  async load(hash: string): Promise<Uint8Array | null> {
    return reachLedger(() => this.redis.getBuffer(this.keys.vocabulary(hash)));
  }
}
