import type { FinishReason, Generation, GenerationEvent } from '#protocol';
import type { DrawnToken, EngineSlot } from '../engine/engine.js';
import type { GenerationProgress } from './generation-progress.js';

/** The tokens that come next: one that the model draws, or those that follow whatever it thinks. */
export async function nextTokens(
  slot: Pick<EngineSlot, 'draw' | 'write'>,
  { sampling, topLogprobs }: Pick<Generation, 'sampling' | 'topLogprobs'>,
  progress: GenerationProgress,
): Promise<readonly DrawnToken[]> {
  const rule = progress.next();
  if (rule.type !== 'forced') {
    // Likelihoods cost a pass over the vocabulary, and only those of the content are told.
    const told = progress.isInContent ? topLogprobs : null;
    return [await slot.draw({ sampling, generated: progress.generated, rule, topLogprobs: told })];
  }
  slot.write(rule.tokenIds);
  return rule.tokenIds.map((tokenId) => ({ tokenId, logprob: null }));
}

/** What these tokens brought, up to the one that finishes the generation. */
export function pushAll(
  progress: GenerationProgress,
  tokens: readonly DrawnToken[],
): { tokenIds: number[]; events: GenerationEvent[]; finished: FinishReason | null } {
  const pushed = { tokenIds: [] as number[], events: [] as GenerationEvent[], finished: null as FinishReason | null };
  for (const { tokenId, logprob } of tokens) {
    const step = progress.push(tokenId, logprob);
    pushed.tokenIds.push(tokenId);
    pushed.events.push(...step.events);
    pushed.finished = step.finished;
    if (pushed.finished) break;
  }
  return pushed;
}
