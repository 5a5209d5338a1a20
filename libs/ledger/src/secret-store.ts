import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { LedgerKeys } from './keys.js';
import { reachLedger } from './redis-connection.js';

const SECRET_BYTES = 32;

/** Secrets that the processes of a cluster share without anybody having configured them: whoever asks first makes one up. */
export class SecretStore {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  /** The same 32 random bytes for everybody, for as long as Redis keeps its data. */
  async shared(name: string): Promise<Uint8Array> {
    const key = this.keys.secret(name);
    await reachLedger(() => this.redis.setnx(key, randomBytes(SECRET_BYTES)));
    const secret = await reachLedger(() => this.redis.getBuffer(key));
    if (!secret) throw new Error(`The secret ${name} has vanished from the ledger`);
    return secret;
  }
}
