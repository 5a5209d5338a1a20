import { deriveId, type FinishReason, type GenerationId, type Usage } from '#protocol';

/** What is the same in the whole answer and in every chunk of it. */
export interface ChatIdentity {
  generationId: GenerationId;
  model: string;
  createdSeconds: number;
  /** Stands for the build that answers: same seed and same fingerprint give the same tokens. */
  systemFingerprint: string;
}

/** The generation's id as chat clients know it. */
export function toCompletionId(id: GenerationId): string {
  return `chatcmpl-${id.replace(/^gen_/, '')}`;
}

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

export function toChatUsage(usage: Usage): ChatUsage {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
