import type { AnthropicErrorBody } from '../../messages/message-errors.js';
import type { MessageStop, MessageUsage } from '../../messages/message-identity.js';
import type { MessageBlock, MessageBody } from '../../messages/render-message.js';

/** The message when it begins: without content, and nothing is known of its end. */
export type BegunMessage = Omit<MessageBody, 'stop_reason'> & { stop_reason: null };

export type MessageDelta =
  | { type: 'text_delta'; text: string }
  | { type: 'thinking_delta'; thinking: string }
  | { type: 'signature_delta'; signature: string }
  | { type: 'input_json_delta'; partial_json: string };

/** What people did to the generation while it ran; `standing` are the blocks that still count after an edit. */
export type MessageLiveEvent =
  { type: 'paused' } | { type: 'resumed' } | { type: 'rewound'; token: number; standing: number[] };

/** One event of a message. */
export type MessageStreamEvent =
  | { type: 'message_start'; message: BegunMessage }
  | { type: 'content_block_start'; index: number; content_block: MessageBlock }
  | { type: 'content_block_delta'; index: number; delta: MessageDelta }
  | { type: 'content_block_stop'; index: number }
  | { type: 'message_delta'; delta: MessageStop & { container: null }; usage: MessageUsage }
  | { type: 'message_stop' }
  | { type: 'ping'; harmonium?: MessageLiveEvent }
  | AnthropicErrorBody;
