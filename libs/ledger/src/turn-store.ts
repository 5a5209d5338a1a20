import type { Redis } from 'ioredis';
import { compressJson, decompressJson } from './compressed-json.js';
import type { LedgerKeys } from './keys.js';
import { reachLedger } from './redis-connection.js';

/** A turn that ended in a tool call, as the model wrote it and as the client was shown it. */
export interface StoredTurn {
  vocabularyHash: string;
  /** From behind `<|start|>assistant` up to and with `<|call|>`. */
  tokenIds: readonly number[];
  reasoning: string;
  preamble: string;
  toolName: string;
  argumentsText: string;
}

/**
 * Turns by the id of their tool call, for as long as a client may be expected to come back with the call's result. A cache:
 * what is not here any more is rendered from the client's own words.
 */
export class TurnStore {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  async remember(tenant: string, callId: string, turn: StoredTurn, keptMs: number): Promise<void> {
    const value = await compressJson(turn);
    await reachLedger(() => this.redis.set(this.keys.turn(tenant, callId), value, 'PX', keptMs));
  }

  /** What is known of each call, in one round trip; `null` for a call of another tenant as for an unknown one. */
  async recall(tenant: string, callIds: readonly string[]): Promise<(StoredTurn | null)[]> {
    const values = await Promise.all(
      callIds.map((callId) => reachLedger(() => this.redis.getBuffer(this.keys.turn(tenant, callId)))),
    );
    return Promise.all(values.map(async (value) => value && decompressJson<StoredTurn>(value)));
  }
}
