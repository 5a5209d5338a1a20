import type { Frame, Generation, GenerationRequest } from '#protocol';
import type { Generations } from '../generations/generations.js';
import { merge } from './merge.js';

/** The generations of a request's choices, in their order; there is always a first. */
export type Choices = readonly [Generation, ...Generation[]];

/** Frames of one choice. */
export interface ChoiceFrames {
  choice: number;
  frames: readonly Frame[];
}

/** Accepts a request once for each choice: all of them, or none. Throws `ServingError` if refused. */
export async function acceptChoices(
  generations: Pick<Generations, 'accept'>,
  request: GenerationRequest,
  choices: number,
): Promise<Choices> {
  const seeds = Array.from({ length: choices }, (_, choice) => seedOf(request.sampling.seed, choice));
  const [first, ...others] = await generations.accept(request, seeds);
  if (!first) throw new RangeError(`A request cannot be answered ${choices} times`);
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
