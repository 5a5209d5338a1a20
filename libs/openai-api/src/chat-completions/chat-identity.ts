import { deriveId, type FinishReason, type GenerationId, type Usage } from '#protocol';

/** What is the same in the whole answer and in every chunk of it. */
export interface ChatIdentity {
  /** The generation of each choice; the answer as a whole is named after the first. */
  generationIds: readonly [GenerationId, ...GenerationId[]];
  model: string;
  createdSeconds: number;
  /** Stands for the build that answers: same seed and same fingerprint give the same tokens. */
  systemFingerprint: string;
}

/** The id by which chat clients know the answer. */
export function toCompletionId([id]: ChatIdentity['generationIds']): string {
  return `chatcmpl-${id.replace(/^gen_/, '')}`;
}

/** The id by which clients know the call that is this item of a generation. */
export function toCallId(id: GenerationId, item: number): string {
  return deriveId('call', id, item);
}

export type ChatFinishReason = 'stop' | 'length' | 'tool_calls';

export function toFinishReason(reason: FinishReason): ChatFinishReason {
  return reason === 'tool-call' ? 'tool_calls' : reason;
}

/** OpenAI's `usage`. Audio and predictions do not exist here and are always 0. */
export interface ChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
  completion_tokens_details: {
    reasoning_tokens: number;
    audio_tokens: number;
    accepted_prediction_tokens: number;
    rejected_prediction_tokens: number;
  };
}

/**
 * What all choices together have spent: a prompt, which `choicesPerPrompt` of them share, counts once, as the first of them
 * found it.
 */
export function toChatUsage(usages: readonly Usage[], choicesPerPrompt = Math.max(1, usages.length)): ChatUsage {
  const prompts = usages.filter((_, index) => index % choicesPerPrompt === 0);
  const promptTokens = sumOf(prompts, 'promptTokens');
  const completionTokens = sumOf(usages, 'completionTokens');
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: sumOf(prompts, 'cachedTokens') },
    completion_tokens_details: {
      reasoning_tokens: sumOf(usages, 'reasoningTokens'),
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function sumOf(usages: readonly Usage[], field: keyof Usage): number {
  return usages.reduce((sum, usage) => sum + usage[field], 0);
}
