import type { ChatUsage } from '../../chat-completions/chat-identity.js';
import type { CompletionFinishReason } from '../../completions/completion-identity.js';
import type { CompletionLogprobs } from '../../completions/completion-logprobs.js';

export interface TextChunkChoice {
  text: string;
  index: number;
  logprobs: CompletionLogprobs | null;
  finish_reason: CompletionFinishReason | null;
}

/** What people did to the generation while it ran; behind `rewound` its text is all that stands of the answer. */
export type TextLiveEvent = { type: 'paused' } | { type: 'resumed' } | { type: 'rewound'; token: number; text: string };

/** One event of the stream of a legacy completion. */
export interface TextCompletionChunk {
  id: string;
  object: 'text_completion';
  created: number;
  model: string;
  system_fingerprint: string;
  /** Empty in the last chunk of a stream with `include_usage`. */
  choices: TextChunkChoice[];
  /** Only with `include_usage`: `null` but in the last chunk. */
  usage?: ChatUsage | null;
  harmonium?: TextLiveEvent;
}
