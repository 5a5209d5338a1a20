import { ServingError, type GenerationEvent } from '#protocol';
import {
  toCallId,
  toChatUsage,
  toCompletionId,
  toFinishReason,
  type ChatFinishReason,
  type ChatIdentity,
  type ChatUsage,
} from './chat-identity.js';

export interface ChatToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

export interface ChatAnswer {
  role: 'assistant';
  /** `null` when the turn consists of tool calls only. */
  content: string | null;
  refusal: null;
  reasoning?: string;
  reasoning_content?: string;
  tool_calls?: ChatToolCall[];
}

/** The answer of `POST /v1/chat/completions` without streaming. */
export interface ChatCompletion {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  system_fingerprint: string;
  choices: [{ index: 0; message: ChatAnswer; logprobs: null; finish_reason: ChatFinishReason }];
  usage: ChatUsage;
}

/** The whole answer, from all events of a generation. A generation that ended in an error throws it, as `ServingError`. */
export function toChatCompletion(
  identity: ChatIdentity,
  events: readonly GenerationEvent[],
  options: { includeReasoning: boolean },
): ChatCompletion {
  const last = events.at(-1);
  if (last?.type === 'error') throw new ServingError(last.code, last.message);
  if (last?.type !== 'finish') throw new Error('A generation was rendered before its terminal event');
  return {
    id: toCompletionId(identity.generationId),
    object: 'chat.completion',
    created: identity.createdSeconds,
    model: identity.model,
    system_fingerprint: identity.systemFingerprint,
    choices: [
      {
        index: 0,
        message: toAnswer(identity, events, options.includeReasoning),
        logprobs: null,
        finish_reason: toFinishReason(last.reason),
      },
    ],
    usage: toChatUsage(last.usage),
  };
}

function toAnswer(identity: ChatIdentity, events: readonly GenerationEvent[], includeReasoning: boolean): ChatAnswer {
  const content = textOfItems(events, 'content-delta');
  const reasoning = includeReasoning ? textOfItems(events, 'reasoning-delta') : '';
  const toolCalls = toToolCalls(identity, events);
  return {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning, reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
}

/** The texts of one kind, item by item; items are joined by a line break, and one that stayed empty does not count. */
function textOfItems(events: readonly GenerationEvent[], type: 'content-delta' | 'reasoning-delta'): string {
  const texts = new Map<number, string>();
  for (const event of events) {
    if (event.type === type && event.text !== '') texts.set(event.item, (texts.get(event.item) ?? '') + event.text);
  }
  return [...texts.values()].join('\n');
}

function toToolCalls(identity: ChatIdentity, events: readonly GenerationEvent[]): ChatToolCall[] {
  const calls = new Map<number, ChatToolCall>();
  for (const event of events) {
    if (event.type === 'item-started' && event.kind === 'tool-call') {
      const id = toCallId(identity.generationId, event.item);
      calls.set(event.item, { id, type: 'function', function: { name: event.toolName, arguments: '' } });
    }
    if (event.type === 'tool-arguments-delta') {
      const call = calls.get(event.item);
      if (!call) throw new Error(`Arguments for item ${event.item}, which is no tool call`);
      call.function.arguments += event.text;
    }
  }
  return [...calls.values()];
}
