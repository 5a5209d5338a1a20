import { setTimeout as delay } from 'node:timers/promises';
import { type AffinityStore, type GenerationLedger, type Offers, canRun } from '#ledger';
import type { Generation, GenerationRequest } from '#protocol';
import type { GatewayMetrics } from '../gateway-metrics.js';
import type { ModelDirectory } from '../models/model-directory.js';
import { affinityKeys } from './affinity-keys.js';

/** How long a worker may leave an offer lying: one that lives answers within a few milliseconds. */
const OFFER_STANDS_MS = 100;

/** What is known of a conversation when its next turn comes. */
export interface KnownConversation {
  keys: readonly string[];
  /** The worker that probably still holds what was said before; `null` when none is known. Never rejects. */
  holder: Promise<string | null>;
}

/** What of the ledger is needed for it. */
interface AffinityLedger {
  affinity: Pick<AffinityStore, 'find'>;
  offers: Pick<Offers, 'make' | 'withdraw'>;
  generations: Pick<GenerationLedger, 'takerOf'>;
}

/**
 * Offers the next turn of a conversation to the worker that has read the turns before. Only that worker knows whether it
 * has a free slot: if not, it puts the generation into the shared queue itself.
 */
export class PrefixAffinity {
  constructor(
    private readonly ledger: AffinityLedger,
    private readonly models: Pick<ModelDirectory, 'worker'>,
    private readonly metrics: Pick<GatewayMetrics, 'affinity'>,
    private readonly isOn: boolean,
  ) {}

  recall(request: GenerationRequest): KnownConversation {
    if (!this.isOn) return { keys: [], holder: Promise.resolve(null) };
    const keys = affinityKeys(request);
    return { keys, holder: this.ledger.affinity.find(keys).catch(() => null) };
  }

  /**
   * Whether the generation has been taken, after as long as an offer stands; at once if there is nobody to offer it to.
   * If not, the caller must queue it: should it be in the shared queue already, nothing changes.
   */
  async offer(generation: Generation, holder: string | null): Promise<boolean> {
    if (!this.isOn) return false;
    const taker = holder !== null && this.suits(holder, generation) ? await this.offerTo(holder, generation) : null;
    this.metrics.affinity(holder === null ? 'none' : taker === holder ? 'hit' : 'fallback');
    return taker !== null;
  }

  private suits(workerId: string, generation: Generation): boolean {
    const worker = this.models.worker(workerId);
    if (worker?.state !== 'ready' || worker.model !== generation.model) return false;
    const { vocabularyHash, adapter, promptTokenIds, maxOutputTokens } = generation;
    return canRun(worker, { vocabularyHash, adapter, contextTokens: promptTokenIds.length + maxOutputTokens });
  }

  /** Who has taken it when the offer ends, the worker or another one; `null` if nobody, or if that cannot be known. */
  private async offerTo(workerId: string, generation: Generation): Promise<string | null> {
    try {
      await this.ledger.offers.make(workerId, generation);
      await delay(OFFER_STANDS_MS);
      await this.ledger.offers.withdraw(workerId, generation);
      return await this.ledger.generations.takerOf(generation.id);
    } catch {
      return null;
    }
  }
}
