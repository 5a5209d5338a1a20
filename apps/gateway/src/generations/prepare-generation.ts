import { type Generation, type GenerationRequest, type OutputRules, ServingError, newGenerationId } from '#protocol';

/** A prompt as token ids, and what it was made for. */
export interface Prompt {
  tokenIds: readonly number[];
  vocabularyHash: string;
  contextTokens: number;
  rules: OutputRules;
}

/**
 * The durable form of a request. From here on the prompt is token ids.
 * Throws `context_length_exceeded` when it leaves no room for an answer.
 */
export function prepareGeneration(request: GenerationRequest, prompt: Prompt): Generation {
  const { conversation, maxOutputTokens, model, sampling, stop, topLogprobs, tenant } = request;
  const roomTokens = prompt.contextTokens - prompt.tokenIds.length;
  if (roomTokens < 1) {
    throw new ServingError(
      'context_length_exceeded',
      `This model's maximum context length is ${prompt.contextTokens} tokens. However, your messages resulted in ${prompt.tokenIds.length} tokens. Please reduce the length of the messages.`,
      { param: 'messages' },
    );
  }
  return {
    id: newGenerationId(),
    model,
    sampling,
    stop,
    topLogprobs,
    tenant,
    class: request.class,
    vocabularyHash: prompt.vocabularyHash,
    promptTokenIds: prompt.tokenIds,
    maxOutputTokens: Math.min(maxOutputTokens ?? roomTokens, roomTokens),
    toolNames: conversation.tools.map(({ name }) => name),
    rules: prompt.rules,
    adapter: null,
    acceptedAtMs: Date.now(),
  };
}
