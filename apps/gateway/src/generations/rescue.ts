import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerAccess } from '#ledger';
import type { GenerationId } from '#protocol';

/** A holder renews its lease every 250 ms: one that missed two renewals and whose connection was cut is gone. */
const SILENT_MS = 500;
/** After that the sweeper would do it anyway. */
const TRIES = 4;

/**
 * Sees to generations whose worker's connection was cut. A cut stream is not a death: only when the ledger has not heard
 * of the holder either is its lease revoked and the generation queued again, ahead of new work (design rule 4).
 * Never rejects: whatever goes wrong here is put right by the sweeper.
 */
export async function rescue(id: GenerationId, ledger: Pick<LedgerAccess, 'generations' | 'queue'>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    await delay(SILENT_MS);
    try {
      const holder = await ledger.generations.revokeSilent(id, SILENT_MS);
      if (holder.outcome === 'revoked') {
        await ledger.queue.add(holder.model, holder.class, { id, epoch: holder.epoch });
        await ledger.generations.confirmQueued(id, holder.epoch);
      }
      if (holder.outcome !== 'alive') return;
    } catch {
      // The next try or the sweeper.
    }
  }
}
