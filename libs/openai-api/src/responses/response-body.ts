import type { GenerationId } from '#protocol';
import type { EchoedFields } from './response-echo.js';
import type { OutputItem } from './response-item.js';

/** What is the same in a response object and in all events of it. */
export interface ResponseIdentity {
  generationId: GenerationId;
  createdSeconds: number;
  /** When it ended; asked for only of one that was completed. Without it `completed_at` is `null`. */
  completedSeconds?: () => number | null;
}

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

export interface ResponseUsage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number; cache_write_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}

export interface ResponseFailure {
  code: 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt';
  message: string;
  /** OpenAI's `error.type`, as in the body of an error answer. */
  type: string;
  param: null;
}

/** A response object in any state; every key is always there. */
export interface ResponseBody extends EchoedFields {
  id: string;
  object: 'response';
  created_at: number;
  completed_at: number | null;
  status: ResponseStatus;
  incomplete_details: { reason: 'max_output_tokens' } | null;
  error: ResponseFailure | null;
  output: OutputItem[];
  /** `null` until it has ended, and of one that failed. */
  usage: ResponseUsage | null;
}
