import type { DrawnToken, EngineSlot } from '../engine/engine.js';
import type { GenerationProgress, ProgressSteps } from './generation-progress.js';

/** The tokens that come next: one that the model draws, or those that follow whatever it thinks. */
export async function nextTokens(
  slot: Pick<EngineSlot, 'draw' | 'write'>,
  progress: GenerationProgress,
): Promise<readonly DrawnToken[]> {
  const rule = progress.next();
  if (rule.type !== 'forced') {
    // Likelihoods cost a pass over the vocabulary: they are computed only where somebody is told of them.
    const { sampling, generated, wantedAlternatives: topLogprobs } = progress;
    return [await slot.draw({ sampling, generated, rule, topLogprobs })];
  }
  slot.write(rule.tokenIds);
  return givenTokens(rule.tokenIds);
}

/** Tokens that no model drew. */
export function givenTokens(tokenIds: readonly number[]): DrawnToken[] {
  return tokenIds.map((tokenId) => ({ tokenId, logprob: null }));
}

/** What these tokens brought, up to the one that finishes the generation. */
export function pushAll(progress: GenerationProgress, tokens: readonly DrawnToken[]): ProgressSteps {
  const pushed: ProgressSteps = { tokenIds: [], events: [], finished: null };
  for (const { tokenId, logprob } of tokens) {
    const step = progress.push(tokenId, logprob);
    pushed.tokenIds.push(tokenId);
    pushed.events.push(...step.events);
    pushed.finished = step.finished;
    if (pushed.finished) break;
  }
  return pushed;
}
