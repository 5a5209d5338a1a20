import { type Frame, type Generation, newGenerationId } from '#protocol';
import type { AskedChoice } from '../generations/generations.js';
import { merge } from './merge.js';

/** The generations of a request's choices, in their order; there is always a first. */
export type Choices = readonly [Generation, ...Generation[]];

/** Frames of one choice. */
export interface ChoiceFrames {
  choice: number;
  frames: readonly Frame[];
}

/** So many new choices of a request that asks for this seed. */
export function askChoices(seed: number, choices: number): AskedChoice[] {
  return Array.from({ length: choices }, (_, choice) => ({ id: newGenerationId(), seed: seedOf(seed, choice) }));
}

/** Throws a `RangeError` for none. */
export function toChoices([first, ...others]: readonly Generation[]): Choices {
  if (!first) throw new RangeError('An answer has at least one choice');
  return [first, ...others];
}

/** All choices' frames from their first on, each as soon as it is there. Leaving early, or `left`, cancels what has not ended. */
export function followChoices(
  follow: (generation: Generation, leaving: AbortSignal) => AsyncGenerator<readonly Frame[], void, void>,
  choices: Choices,
  left: AbortSignal,
): AsyncGenerator<ChoiceFrames, void, void> {
  const sources = choices.map(
    (generation, choice) => (leaving: AbortSignal) => framesOf(choice, follow(generation, leaving)),
  );
  return merge(sources, left);
}

async function* framesOf(
  choice: number,
  batches: AsyncGenerator<readonly Frame[], void, void>,
): AsyncGenerator<ChoiceFrames, void, void> {
  for await (const frames of batches) yield { choice, frames };
}

/** The first choice has the seed that was asked for. The multiplier is odd, so all others have different ones. */
function seedOf(asked: number, choice: number): number {
  return (asked ^ Math.imul(choice, 0x9e3779b1)) >>> 0;
}
