import type { Conversation, ConversationMessage, ReasoningMessage } from '#protocol';
import { refuse } from '../refusal.js';
import {
  joined,
  type AssistantContent,
  type TextBlock,
  type ToolResultBlock,
  type ToolResultContent,
  type UserContent,
} from './message-content.schema.js';
import type { Message } from './messages-request.schema.js';
import { readSystem } from './read-system.js';

/** Names of the tools used so far, by the id of their use: a result knows only the id. */
type UsedTools = Map<string, string>;
type AssistantBlock = Exclude<AssistantContent, string>[number];

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
  const used: UsedTools = new Map();
  const callsAhead = findCallsAhead(messages);
  return {
    instructions: joined([readSystem(system), ...instructions], '\n\n'),
    messages: messages.flatMap((message, index) =>
      index < leading.length ? [] : readMessage(message, index, callsAhead[index] ?? false, used),
    ),
  };
}

/** Of each message, whether the turn of which it is a part uses a tool there or later. Turns of one role in a row are one. */
function findCallsAhead(messages: readonly Message[]): boolean[] {
  const ahead: boolean[] = [];
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    ahead[index] = message?.role === 'assistant' && (hasCall(message.content) || (ahead[index + 1] ?? false));
  }
  return ahead;
}

function hasCall(content: AssistantContent): boolean {
  return typeof content !== 'string' && content.some(({ type }) => type === 'tool_use');
}

function readMessage(message: Message, index: number, beforeCall: boolean, used: UsedTools): ConversationMessage[] {
  switch (message.role) {
    case 'system': {
      const text = readSystem(message.content);
      return text === '' ? [] : [{ type: 'developer', text }];
    }
    case 'user':
      return readUser(message.content, index, used);
    case 'assistant': {
      const blocks = typeof message.content === 'string' ? [toTextBlock(message.content)] : message.content;
      return blocks.flatMap((block) => readAssistantBlock(block, beforeCall, used));
    }
  }
}

/** Words next to each other are one message; results stand where the client put them. */
function readUser(content: UserContent, index: number, used: UsedTools): ConversationMessage[] {
  const blocks = typeof content === 'string' ? [toTextBlock(content)] : content;
  const said: ConversationMessage[] = [];
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
    said.push(readResult(block, ['messages', index, 'content', at], used));
  }
  endRun();
  if (said.length > 0) return said;
  throw refuse('invalid_value', ['messages', index, 'content'], 'a user message needs some text or tool result.');
}

function readResult(
  { tool_use_id: id, content, is_error: isError }: ToolResultBlock,
  path: readonly PropertyKey[],
  used: UsedTools,
): ConversationMessage {
  const name = used.get(id);
  if (name === undefined) {
    throw refuse(
      'invalid_value',
      [...path, 'tool_use_id'],
      'no earlier assistant message has a tool use with this id.',
    );
  }
  const text = resultText(content);
  return { type: 'tool-result', name, text: isError === true ? `Error: ${text}` : text };
}

function resultText(content: ToolResultContent): string {
  if (typeof content === 'string') return content;
  return joined((content ?? []).map(({ text }) => text));
}

/** Words in a turn that goes on to use a tool are a preamble. */
function readAssistantBlock(block: AssistantBlock, beforeCall: boolean, used: UsedTools): ConversationMessage[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [{ type: beforeCall ? 'preamble' : 'answer', text: block.text }];
    case 'thinking':
      return readThought(block.thinking, block.signature ?? '');
    case 'redacted_thinking':
      return readThought('', block.data);
    case 'tool_use':
      used.set(block.id, block.name);
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
