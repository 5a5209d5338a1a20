import type { ChatIdentity } from '#openai-api';
import type { Choices } from './choices.js';

/** What is the same in all of an answer, whichever gateway gives it. `model` is the name under which it was asked. */
export function toIdentity([first, ...others]: Choices, model: string): ChatIdentity {
  return {
    generationIds: [first.id, ...others.map(({ id }) => id)],
    model,
    createdSeconds: Math.floor(first.acceptedAtMs / 1_000),
    systemFingerprint: `fp_${first.vocabularyHash.slice(0, 10)}`,
  };
}
