import { ServingError, type GenerationEvent, type JsonObject } from '#protocol';
import { standingEvents } from '../answers/standing-events.js';
import { toCallId } from '../chat-completions/chat-identity.js';
import {
  REST_OF_MESSAGE,
  toMessageId,
  toMessageStop,
  toMessageUsage,
  USAGE_OF_MESSAGE,
  type MessageIdentity,
  type MessageStop,
  type MessageUsage,
  type RestOfUsage,
} from './message-identity.js';
import { foldItems, type MessageItem } from './message-items.js';
import type { ShownThinking } from './read-thinking.js';

/** A text has no `citations: null`, as Anthropic's types have it: the AI SDK refuses that. */
export type MessageBlock =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: JsonObject; caller: { type: 'direct' } };

/** The answer of `POST /v1/messages` without streaming. */
export interface MessageBody extends MessageStop {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: MessageBlock[];
  usage: MessageUsage & RestOfUsage;
  container: null;
  diagnostics: null;
}

/** How a message is shown to its client; `seal` gives the signature of a whole thought, the same each time. */
export type MessageView =
  { thinking: 'hidden' } | { thinking: Exclude<ShownThinking, 'hidden'>; seal: (text: string) => string };

/**
 * The whole answer, from all events of its generation; what an edit made void is not shown. If they end in an error it is
 * thrown, as `ServingError`.
 */
export function toMessage(
  identity: MessageIdentity,
  events: readonly GenerationEvent[],
  view: MessageView,
): MessageBody {
  const last = events.at(-1);
  if (last?.type === 'error') throw new ServingError(last.code, last.message);
  if (last?.type !== 'finish') throw new Error('A generation was rendered before its terminal event');
  return {
    id: toMessageId(identity.generationId),
    type: 'message',
    role: 'assistant',
    model: identity.model,
    content: foldItems(standingEvents(events))
      .all()
      .flatMap((item) => toBlock(item, identity, view)),
    ...toMessageStop(last, identity),
    usage: { ...toMessageUsage(last.usage), ...USAGE_OF_MESSAGE },
    ...REST_OF_MESSAGE,
  };
}

/** What stayed empty is not shown: clients send back what they get, and Anthropic has no empty blocks. */
function toBlock(
  { item, kind, toolName, text }: MessageItem,
  { generationId }: MessageIdentity,
  view: MessageView,
): MessageBlock[] {
  switch (kind) {
    case 'reasoning':
      if (view.thinking === 'hidden' || text === '') return [];
      return [{ type: 'thinking', thinking: view.thinking === 'shown' ? text : '', signature: view.seal(text) }];
    case 'preamble':
    case 'answer':
      return text === '' ? [] : [{ type: 'text', text }];
    case 'tool-call':
      return [
        {
          type: 'tool_use',
          id: toCallId(generationId, item),
          name: toolName,
          input: toInput(text),
          caller: { type: 'direct' },
        },
      ];
  }
}

/** Arguments that were cut off, or are no JSON object, are shown as an empty one: a tool's input is an object always. */
function toInput(argumentsText: string): JsonObject {
  try {
    const input: unknown = JSON.parse(argumentsText);
    return isObject(input) ? input : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
