import { decodeGeneration } from './generation-codec.js';
import type { AcquireOutcome } from './outcomes.js';

/** Reads the reply of the acquire script. */
export function toAcquireOutcome(reply: readonly (Buffer | number | null)[]): AcquireOutcome {
  const text = (index: number): string => reply[index]?.toString() ?? '';
  const prompt = reply[5];
  switch (text(0)) {
    case 'granted':
      if (!Buffer.isBuffer(prompt)) throw new Error('A record without a prompt');
      return {
        outcome: 'granted',
        epoch: Number(reply[1]),
        logLength: Number(reply[2]),
        replyTo: text(3),
        generation: decodeGeneration(text(4), prompt),
      };
    case 'held':
      return { outcome: 'held', lapsesInMs: Number(reply[1]) };
    case 'duplicate':
      return { outcome: 'duplicate' };
    case 'unsuitable':
      return {
        outcome: 'unsuitable',
        needs: { vocabularyHash: text(1), contextTokens: Number(reply[2]), adapter: text(3) || null },
      };
    case 'gone':
      return { outcome: 'gone' };
    default:
      return { outcome: 'unknown' };
  }
}
