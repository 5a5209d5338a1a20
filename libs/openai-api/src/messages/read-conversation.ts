import type { Conversation, ConversationMessage, ReasoningMessage } from '#protocol';
import { refuse } from '../refusal.js';
import { findCallsAhead, type Piece } from '../requests/calls-ahead.js';
import { joined } from '../requests/joined.js';
import { type CallResult, placeResults } from '../requests/place-results.js';
import type {
  AssistantContent,
  TextBlock,
  ToolResultBlock,
  ToolResultContent,
  UserContent,
} from './message-content.schema.js';
import type { Message } from './messages-request.schema.js';
import { readSystem } from './read-system.js';

/** A result, and where the client has it. */
type PlacedResult = CallResult & { path: readonly PropertyKey[] };
type AssistantBlock = Exclude<AssistantContent, string>[number];

/** What the model is told about a summary; it follows. */
const BEFORE_SUMMARY = 'Summary of the conversation so far:\n\n';

/**
 * The conversation that Anthropic's messages stand for. What the system says in front of all others are the instructions
 * as well; what it says later keeps its place. Turns may come in any order; after a history that ends with one of the
 * assistant's the model begins a new one: it never continues the old one. Throws `ServingError` for a user without words
 * or results, and for a result of what was never used.
 */
export function readConversation(
  system: string | readonly TextBlock[],
  messages: readonly Message[],
): Pick<Conversation, 'instructions' | 'messages'> {
  const firstTurn = messages.findIndex(({ role }) => role !== 'system');
  const leading = firstTurn < 0 ? messages : messages.slice(0, firstTurn);
  const instructions = leading.flatMap((message) => (message.role === 'system' ? [readSystem(message.content)] : []));
  const callsAhead = findCallsAhead(messages.map(toPiece));
  const read = messages.flatMap((message, index) =>
    index < leading.length ? [] : readMessage(message, index, callsAhead[index] ?? false),
  );
  return {
    instructions: joined([readSystem(system), ...instructions], '\n\n'),
    messages: placeResults(read, refuseOrphan),
  };
}

/** Turns of one role in a row are one. */
function toPiece(message: Message): Piece {
  if (message.role !== 'assistant') return 'other';
  return hasCall(message.content) ? 'call' : 'assistant';
}

function hasCall(content: AssistantContent): boolean {
  return typeof content !== 'string' && content.some(({ type }) => type === 'tool_use');
}

function readMessage(message: Message, index: number, beforeCall: boolean): (ConversationMessage | PlacedResult)[] {
  switch (message.role) {
    case 'system': {
      const text = readSystem(message.content);
      return text === '' ? [] : [{ type: 'developer', text }];
    }
    case 'user':
      return readUser(message.content, index);
    case 'assistant': {
      const blocks = typeof message.content === 'string' ? [toTextBlock(message.content)] : message.content;
      return blocks.flatMap((block) => readAssistantBlock(block, beforeCall));
    }
  }
}

/** Words next to each other are one message. */
function readUser(content: UserContent, index: number): (ConversationMessage | PlacedResult)[] {
  const blocks = typeof content === 'string' ? [toTextBlock(content)] : content;
  const said: (ConversationMessage | PlacedResult)[] = [];
  let run: string[] = [];
  const endRun = (): void => {
    if (run.length > 0) said.push({ type: 'user', text: joined(run) });
    run = [];
  };
  for (const [at, block] of blocks.entries()) {
    if (block.type === 'text') {
      if (block.text !== '') run.push(block.text);
      continue;
    }
    endRun();
    said.push(readResult(block, ['messages', index, 'content', at]));
  }
  endRun();
  if (said.length > 0) return said;
  throw refuse('invalid_value', ['messages', index, 'content'], 'a user message needs some text or tool result.');
}

function readResult(
  { tool_use_id: callId, content, is_error: isError }: ToolResultBlock,
  path: readonly PropertyKey[],
): PlacedResult {
  const text = resultText(content);
  return { type: 'call-result', callId, text: isError === true ? `Error: ${text}` : text, path };
}

function refuseOrphan({ path }: PlacedResult): void {
  throw refuse('invalid_value', [...path, 'tool_use_id'], 'no earlier assistant message has a tool use with this id.');
}

function resultText(content: ToolResultContent): string {
  if (typeof content === 'string') return content;
  return joined((content ?? []).map(({ text }) => text));
}

/** Words in a turn that goes on to use a tool are a preamble. */
function readAssistantBlock(block: AssistantBlock, beforeCall: boolean): ConversationMessage[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [{ type: beforeCall ? 'preamble' : 'answer', text: block.text }];
    case 'thinking':
      return readThought(block.thinking, block.signature ?? '');
    case 'redacted_thinking':
      return readThought('', block.data);
    case 'compaction':
      return block.content ? [{ type: 'developer', text: `${BEFORE_SUMMARY}${block.content}` }] : [];
    case 'tool_use':
      return [
        { type: 'tool-call', name: block.name, argumentsText: JSON.stringify(block.input ?? {}), callId: block.id },
      ];
  }
}

/** A thought of another model, of which there is nothing but its seal, is no error: the conversation moved here. */
function readThought(text: string, sealed: string): ReasoningMessage[] {
  if (sealed === '') return text === '' ? [] : [{ type: 'reasoning', text }];
  return [{ type: 'reasoning', text, sealed, mayVanish: true }];
}

function toTextBlock(text: string): TextBlock {
  return { type: 'text', text };
}
