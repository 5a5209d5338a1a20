import { createHash, randomBytes } from 'node:crypto';
import type { GenerationId } from './generation-request.js';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new generation id: 48 bits of milliseconds and 80 random bits, so that ids sort by time and cannot be guessed. */
export function newGenerationId(nowMs: number = Date.now()): GenerationId {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  return `gen_${toCrockford(bytes)}`;
}

/**
 * The id a client sees for a part of a generation: a function of the generation and the part's position alone,
 * so that every replay, every gateway and every worker gives the same one (design rule 11).
 */
export function deriveId(prefix: string, generationId: GenerationId, item: number): string {
  const digest = createHash('sha256').update(`${generationId}/${item}`).digest();
  return `${prefix}_${toCrockford(digest.subarray(0, 15))}`;
}

function toCrockford(bytes: Uint8Array): string {
  let text = '';
  let pending = 0;
  let pendingBits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    pendingBits += 8;
    while (pendingBits >= 5) {
      pendingBits -= 5;
      text += CROCKFORD[(pending >> pendingBits) & 31];
    }
    pending &= (1 << pendingBits) - 1;
  }
  if (pendingBits > 0) text += CROCKFORD[(pending << (5 - pendingBits)) & 31];
  return text;
}
