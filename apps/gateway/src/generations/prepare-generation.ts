import { type Generation, type GenerationRequest, ServingError, newGenerationId } from '#protocol';

/** A prompt as token ids, and what it was made for. */
export interface Prompt {
  tokenIds: readonly number[];
  vocabularyHash: string;
  contextTokens: number;
}

/**
 * The durable form of a request. From here on the prompt is token ids.
 * Throws `context_length_exceeded` when it leaves no room for an answer.
 */
export function prepareGeneration(request: GenerationRequest, prompt: Prompt): Generation {
  const { conversation, maxOutputTokens, ...rest } = request;
  const roomTokens = prompt.contextTokens - prompt.tokenIds.length;
  if (roomTokens < 1) {
    throw new ServingError(
      'context_length_exceeded',
      `This model's maximum context length is ${prompt.contextTokens} tokens. However, your messages resulted in ${prompt.tokenIds.length} tokens. Please reduce the length of the messages.`,
      { param: 'messages' },
    );
  }
  return {
    ...rest,
    id: newGenerationId(),
    vocabularyHash: prompt.vocabularyHash,
    promptTokenIds: prompt.tokenIds,
    maxOutputTokens: Math.min(maxOutputTokens ?? roomTokens, roomTokens),
    toolNames: conversation.tools.map(({ name }) => name),
    acceptedAtMs: Date.now(),
  };
}
