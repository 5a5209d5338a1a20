import type { ChatFinishReason, ChatUsage } from '../../chat-completions/chat-identity.js';
import type { ChatLogprobs } from '../../chat-completions/chat-logprobs.js';
import type { ChatToolCall } from '../../chat-completions/answer-parts.js';

/** A piece of a call: the first names it, the others bring its arguments. */
export interface ChatToolCallDelta {
  index: number;
  id?: string;
  type?: 'function' | 'custom';
  function?: { name?: string; arguments: string };
  custom?: { name?: string; input: string };
}

export interface ChatDelta {
  role?: 'assistant';
  content?: string;
  reasoning?: string;
  /** The same as `reasoning`, for clients that know it by this name. */
  reasoning_content?: string;
  tool_calls?: ChatToolCallDelta[];
}

export interface ChatChunkChoice {
  index: number;
  delta: ChatDelta;
  logprobs: ChatLogprobs | null;
  finish_reason: ChatFinishReason | null;
}

/** What people did to the generation while it ran; after `rewound` this is all that stands of the answer. */
export type ChatLiveEvent =
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'rewound'; token: number; reasoning?: string; content: string; tool_calls?: ChatToolCall[] };

/** One event of a chat stream. */
export interface ChatCompletionChunk {
  id: string;
  object: 'chat.completion.chunk';
  created: number;
  model: string;
  system_fingerprint: string;
  /** Empty in the last chunk of a stream with `include_usage`. */
  choices: ChatChunkChoice[];
  /** Only with `include_usage`: `null` but in the last chunk. */
  usage?: ChatUsage | null;
  harmonium?: ChatLiveEvent;
}
