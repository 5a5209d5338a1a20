import { setTimeout as delay } from 'node:timers/promises';
import type { GenerationRecord, KeyHolder, LedgerAccess } from '#ledger';
import { ERRORS, type Generation, type GenerationId, ServingError, encodeEventFrame } from '#protocol';
import type { KeyedRequest } from './keyed-request.js';

const PROLONG_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 50;
/** Longer than anybody takes to accept a request; a gateway that died is noticed long before. */
const WAIT_AT_MOST_MS = 60_000;

/** What of the ledger is needed for it. */
export interface KeyLedger {
  idempotency: Pick<LedgerAccess['idempotency'], 'claim' | 'prolong' | 'keep' | 'release'>;
  generations: Pick<LedgerAccess['generations'], 'last' | 'terminate'>;
  control: Pick<LedgerAccess['control'], 'describe'>;
}

/** Generations that could be accepted, under new ids. */
export interface Attempt {
  ids: readonly GenerationId[];
  accept: () => Promise<Generation[]>;
}

/** What answers a request, and whether that was known before. */
export interface KeyedGenerations {
  generations: Generation[];
  isKnown: boolean;
}

/** Owns that requests with the same key have the same generations, whichever gateways they come to and when. */
export class IdempotencyKeys {
  constructor(private readonly ledger: KeyLedger) {}

  /**
   * Accepts a request, unless its key stands for generations already: then these answer it. Those that are forgotten, were
   * cancelled or failed in a way that another try may mend do not. Throws `idempotency_key_reused` if the key was given to
   * another request, and whatever accepting throws: then the key is free again.
   */
  async once({ key, digest }: KeyedRequest, open: () => Attempt): Promise<KeyedGenerations> {
    const untilMs = performance.now() + WAIT_AT_MOST_MS;
    let replaced: KeyHolder | null = null;
    while (performance.now() < untilMs) {
      const attempt = open();
      const holder = await this.ledger.idempotency.claim(key, digest, attempt.ids, replaced);
      if (!holder) {
        const generations = await this.acceptHeld(key, attempt);
        if (generations) return { generations, isKnown: false };
        continue;
      }
      const generations = await this.generationsOf(holder);
      const wasNeverAccepted = generations === null && holder.standing === 'lapsed';
      if (holder.digest !== digest && !wasNeverAccepted)
        throw new ServingError('idempotency_key_reused', undefined, { param: 'Idempotency-Key' });
      if (generations) {
        if (holder.standing !== 'kept') await this.ledger.idempotency.keep(key, holder.ids);
        return { generations, isKnown: true };
      }
      replaced = holder;
      if (holder.standing === 'claimed') await delay(LOOK_EVERY_MS);
    }
    throw new ServingError('overloaded', 'A request with this idempotency key is still being accepted; try again.', {
      retryAfterSeconds: 1,
    });
  }

  /** `null` if the key was lost to somebody else meanwhile, because nothing was heard from here for too long. */
  private async acceptHeld(key: KeyedRequest['key'], { ids, accept }: Attempt): Promise<Generation[] | null> {
    const { idempotency } = this.ledger;
    const prolonging = setInterval(() => void idempotency.prolong(key, ids).catch(() => undefined), PROLONG_EVERY_MS);
    try {
      const generations = await accept();
      // Whoever asks again finds them even if this cannot be said.
      const isOurs = await idempotency.keep(key, ids).catch(() => true);
      if (isOurs) return generations;
      await this.end(ids);
      return null;
    } catch (error) {
      await idempotency.release(key, ids).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(prolonging);
    }
  }

  /** All of them, if they are (still) there and worth having. */
  private async generationsOf({ ids }: KeyHolder): Promise<Generation[] | null> {
    const records = await Promise.all(ids.map((id) => this.ledger.control.describe(id)));
    const known = records.filter((record) => record !== null);
    if (known.length < ids.length) return null;
    const worthless = await Promise.all(known.map((record) => this.isWorthless(record)));
    return worthless.some(Boolean) ? null : known.map(({ generation }) => generation);
  }

  /** Whether it ended in a way that another try may mend. */
  private async isWorthless({ generation, state }: GenerationRecord): Promise<boolean> {
    if (state !== 'finished') return false;
    const end = (await this.ledger.generations.last(generation.id))?.events.at(-1);
    return end?.type === 'error' && (end.code === 'cancelled' || ERRORS[end.code].retryable);
  }

  private async end(ids: readonly GenerationId[]): Promise<void> {
    const message = 'Another request with the same idempotency key was faster.';
    const ending = encodeEventFrame({ type: 'error', code: 'cancelled', message });
    await Promise.all(ids.map((id) => this.ledger.generations.terminate(id, ending)));
  }
}
