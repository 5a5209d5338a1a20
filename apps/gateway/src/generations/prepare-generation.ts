import { type Vocabulary, renderPrompt } from '#harmony';
import { type Generation, type GenerationRequest, ServingError, newGenerationId } from '#protocol';

/** What must be known of a model to prepare a prompt for it. */
export interface PromptTarget {
  vocabulary: Vocabulary;
  contextTokens: number;
}

/**
 * Renders and tokenizes a request. From here on the prompt is token ids.
 * Throws `context_length_exceeded` when it leaves no room for an answer.
 */
export function prepareGeneration(request: GenerationRequest, target: PromptTarget): Generation {
  const { conversation, maxOutputTokens, ...rest } = request;
  const promptTokenIds = renderPrompt(conversation, target.vocabulary);
  const roomTokens = target.contextTokens - promptTokenIds.length;
  if (roomTokens < 1) {
    throw new ServingError(
      'context_length_exceeded',
      `This model's maximum context length is ${target.contextTokens} tokens. However, your messages resulted in ${promptTokenIds.length} tokens. Please reduce the length of the messages.`,
      { param: 'messages' },
    );
  }
  return {
    ...rest,
    id: newGenerationId(),
    vocabularyHash: target.vocabulary.hash,
    promptTokenIds,
    maxOutputTokens: Math.min(maxOutputTokens ?? roomTokens, roomTokens),
    toolNames: conversation.tools.map(({ name }) => name),
    acceptedAtMs: Date.now(),
  };
}
