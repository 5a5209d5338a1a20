import type { Conversation, ConversationMessage, ToolCall } from '#protocol';
import { refuse } from '../refusal.js';
import { toCustomArguments } from '../requests/custom-tool.js';
import { joined } from '../requests/joined.js';
import { type CallResult, placeResults } from '../requests/place-results.js';
import type { AssistantMessage, ChatHistoryCall, ChatMessage, MessageContent } from './chat-message.schema.js';

/** A tool message, and which of the messages it is. */
type PlacedResult = CallResult & { index: number };

/**
 * The conversation that chat messages stand for. System and developer messages in front of all others are the
 * instructions; later ones keep their place. Turns may come in any order: several of the assistant's in a row stay what
 * they are, and after a history that ends with one the model begins a new turn; it never continues the old one.
 * Throws `ServingError` for a user without words or a result without a call.
 */
export function readMessages(messages: readonly ChatMessage[]): Pick<Conversation, 'instructions' | 'messages'> {
  const firstTurn = messages.findIndex((message) => !isInstruction(message));
  const leading = firstTurn < 0 ? messages : messages.slice(0, firstTurn);
  const read = messages.flatMap((message, index) => (index < leading.length ? [] : readMessage(message, index)));
  return {
    instructions: joined(
      leading.map(({ content }) => textOf(content)),
      '\n\n',
    ),
    messages: placeResults(read, refuseOrphan),
  };
}

function isInstruction({ role }: ChatMessage): boolean {
  return role === 'system' || role === 'developer';
}

function readMessage(message: ChatMessage, index: number): (ConversationMessage | PlacedResult)[] {
  const text = textOf(message.content);
  switch (message.role) {
    case 'system':
    case 'developer':
      return text === '' ? [] : [{ type: 'developer', text }];
    case 'user':
      if (text === '') throw refuse('invalid_value', ['messages', index, 'content'], 'a user message needs some text.');
      return [{ type: 'user', text }];
    case 'assistant':
      return readAssistant(message);
    case 'tool':
      return [{ type: 'call-result', callId: message.tool_call_id, text, index }];
  }
}

/** One assistant turn in the order it happened: thinking, words, calls. Words in front of a call are a preamble. */
function readAssistant(message: AssistantMessage): ConversationMessage[] {
  const toolCalls = (message.tool_calls ?? []).map(readToolCall);
  const reasoning = message.reasoning || message.reasoning_content || '';
  const text = joined([textOf(message.content), message.refusal ?? '']);
  return [
    ...(reasoning === '' ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
    ...(text === '' ? [] : [{ type: toolCalls.length > 0 ? ('preamble' as const) : ('answer' as const), text }]),
    ...toolCalls,
  ];
}

function readToolCall(call: ChatHistoryCall): ToolCall & { callId: string } {
  const [name, argumentsText] =
    call.type === 'custom'
      ? [call.custom.name, toCustomArguments(call.custom.input)]
      : [call.function.name, call.function.arguments];
  return { type: 'tool-call', name, argumentsText, callId: call.id };
}

function refuseOrphan({ index }: PlacedResult): void {
  const path = ['messages', index, 'tool_call_id'];
  throw refuse('invalid_value', path, 'no earlier assistant message has a tool call with this id.');
}

/** Parts are joined by a line break, as vLLM and llama.cpp do: clients use them for separate blocks. */
function textOf(content: MessageContent): string {
  if (typeof content === 'string') return content;
  return joined((content ?? []).map((part) => (part.type === 'text' ? part.text : part.refusal)));
}
