import { type Generation, type GenerationRequest, ServingError } from '#protocol';
import type { ModelFacts } from '../models/model-directory.js';
import type { PreparedRequest } from './request-preparer.js';

/** A generation before it is anybody's answer. */
export type PreparedGeneration = Omit<Generation, 'id'>;

/**
 * The durable form of a request. From here on the prompt is token ids.
 * Throws `context_length_exceeded` when it leaves no room for an answer.
 */
export function prepareGeneration(
  request: GenerationRequest,
  model: Pick<ModelFacts, 'baseModel' | 'adapter' | 'vocabularyHash' | 'contextTokens'>,
  { tokenIds, rules }: PreparedRequest,
  affinityKeys: readonly string[],
): PreparedGeneration {
  const { prompt, maxOutputTokens, sampling, stop, topLogprobs, tenant } = request;
  const roomTokens = model.contextTokens - tokenIds.length;
  if (roomTokens < 1) {
    throw new ServingError(
      'context_length_exceeded',
      `This model's maximum context length is ${model.contextTokens} tokens. However, your ${request.promptParam} resulted in ${tokenIds.length} tokens. Please reduce the length of the ${request.promptParam}.`,
      { param: request.promptParam },
    );
  }
  return {
    model: model.baseModel,
    adapter: model.adapter,
    vocabularyHash: model.vocabularyHash,
    promptTokenIds: tokenIds,
    outputFormat: prompt.type === 'conversation' ? 'harmony' : 'text',
    sampling,
    stop,
    topLogprobs,
    maxOutputTokens: Math.min(maxOutputTokens ?? roomTokens, roomTokens),
    toolNames: prompt.type === 'conversation' ? prompt.conversation.tools.map(({ name }) => name) : [],
    rules,
    affinityKeys,
    class: request.class,
    persistence: request.persistence,
    presentation: request.presentation,
    openingTokenIds: [],
    forkedFrom: null,
    tenant,
    acceptedAtMs: Date.now(),
  };
}
