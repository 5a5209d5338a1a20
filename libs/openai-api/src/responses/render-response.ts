import { ERRORS, type ErrorCode, type FinishReason, type Usage } from '#protocol';
import type { ResponseBody, ResponseFailure, ResponseIdentity, ResponseUsage } from './response-body.js';
import type { EchoedFields } from './response-echo.js';
import { toResponseId } from './response-ids.js';
import type { OutputItem } from './response-item.js';

/** Where a response stands. */
export type ResponseState =
  | { status: 'queued' | 'in_progress' | 'cancelled' }
  | { status: 'ended'; reason: FinishReason; usage: Usage }
  | { status: 'failed'; code: ErrorCode; message: string };

/** A response object with every key that OpenAI's has. */
export function renderResponse(
  { generationId, createdSeconds, completedSeconds }: ResponseIdentity,
  fields: EchoedFields,
  state: ResponseState,
  output: OutputItem[],
): ResponseBody {
  const isCut = state.status === 'ended' && state.reason === 'length';
  const endStatus = isCut ? 'incomplete' : 'completed';
  const status = state.status === 'ended' ? endStatus : state.status;
  return {
    id: toResponseId(generationId),
    object: 'response',
    created_at: createdSeconds,
    completed_at: status === 'completed' ? (completedSeconds?.() ?? null) : null,
    status,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    error: state.status === 'failed' ? toFailure(state) : null,
    output,
    usage: state.status === 'ended' ? toResponseUsage(state.usage) : null,
    ...fields,
  };
}

/** OpenAI's `usage`. What is written to the cache costs nothing here, and is not counted. */
export function toResponseUsage({
  promptTokens,
  cachedTokens,
  completionTokens,
  reasoningTokens,
}: Usage): ResponseUsage {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: cachedTokens, cache_write_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: promptTokens + completionTokens,
  };
}

function toFailure({ code, message }: { code: ErrorCode; message: string }): ResponseFailure {
  const { status, type } = ERRORS[code];
  if (status === 429) return { code: 'rate_limit_exceeded', message, type, param: null };
  return { code: status < 500 ? 'invalid_prompt' : 'server_error', message, type, param: null };
}
