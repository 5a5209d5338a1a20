import type { FinishEvent, GenerationId, Usage } from '#protocol';

/** What is the same in the whole answer and in every event of it. */
export interface MessageIdentity {
  generationId: GenerationId;
  /** By the name under which it was asked. */
  model: string;
  promptTokens: number;
  /** Whether the context leaves less than the client allowed. */
  isContextTheLimit: boolean;
}

/** The id by which Anthropic's clients know the answer. */
export function toMessageId(id: GenerationId): string {
  return `msg_${id.replace(/^gen_/, '')}`;
}

export type MessageStopReason =
  'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'model_context_window_exceeded';

/** Why a message ends; `stop_sequence` is the one that was met, if one was. */
export interface MessageStop {
  stop_reason: MessageStopReason;
  stop_sequence: string | null;
  stop_details: null;
}

export function toMessageStop({ reason, stopText }: FinishEvent, { isContextTheLimit }: MessageIdentity): MessageStop {
  const stopReason = {
    length: isContextTheLimit ? ('model_context_window_exceeded' as const) : ('max_tokens' as const),
    'tool-call': 'tool_use' as const,
    stop: stopText === undefined ? ('end_turn' as const) : ('stop_sequence' as const),
  }[reason];
  return { stop_reason: stopReason, stop_sequence: stopText ?? null, stop_details: null };
}

/** Anthropic's `usage` of what is spent until an event; caching costs nothing here, and is not counted as writing. */
export interface MessageUsage {
  /** Without what was found in a cache. */
  input_tokens: number;
  cache_creation_input_tokens: 0;
  cache_read_input_tokens: number;
  output_tokens: number;
  output_tokens_details: { thinking_tokens: number };
  server_tool_use: null;
}

export function toMessageUsage({ promptTokens, cachedTokens, completionTokens, reasoningTokens }: Usage): MessageUsage {
  return {
    input_tokens: promptTokens - cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedTokens,
    output_tokens: completionTokens,
    output_tokens_details: { thinking_tokens: reasoningTokens },
    server_tool_use: null,
  };
}

/** What of `usage` stands in a message only, not in the event that ends it. */
export interface RestOfUsage {
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
  service_tier: 'standard';
  inference_geo: null;
  speed: null;
}

export const USAGE_OF_MESSAGE: RestOfUsage = {
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  service_tier: 'standard',
  inference_geo: null,
  speed: null,
};

/** What stands in every message, and says nothing here. */
export const REST_OF_MESSAGE = { container: null, diagnostics: null };
