import { ServingError, type GenerationEvent, type GenerationId, type TokenLogprob } from '#protocol';
import {
  toCallId,
  toChatUsage,
  toCompletionId,
  toFinishReason,
  type ChatFinishReason,
  type ChatIdentity,
  type ChatUsage,
} from './chat-identity.js';
import { toChatLogprobs, type ChatLogprobs } from './chat-logprobs.js';
import type { ChoiceOptions } from './choice-chunks.js';
import { decodeCustomInput } from './custom-input.js';

export type ChatToolCall =
  | { id: string; type: 'function'; function: { name: string; arguments: string } }
  | { id: string; type: 'custom'; custom: { name: string; input: string } };

export interface ChatAnswer {
  role: 'assistant';
  /** `null` when the turn consists of tool calls only. */
  content: string | null;
  refusal: null;
  reasoning?: string;
  reasoning_content?: string;
  tool_calls?: ChatToolCall[];
}

export interface ChatChoice {
  index: number;
  message: ChatAnswer;
  /** `null` unless they were asked for. */
  logprobs: ChatLogprobs | null;
  finish_reason: ChatFinishReason;
}

/** The answer of `POST /v1/chat/completions` without streaming. */
export interface ChatCompletion {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  system_fingerprint: string;
  choices: ChatChoice[];
  usage: ChatUsage;
}

/** All events of the generation that answers as one choice. */
type ChoiceEvents = readonly GenerationEvent[];
type Finish = Extract<GenerationEvent, { type: 'finish' }>;

/**
 * The whole answer, from the events of each choice's generation. If any of them ended in an error it is thrown, as
 * `ServingError`, whether the others have ended or not.
 */
export function toChatCompletion(
  identity: ChatIdentity,
  eventsOfChoices: readonly ChoiceEvents[],
  options: ChoiceOptions,
): ChatCompletion {
  throwIfFailed(eventsOfChoices);
  const answered = identity.generationIds.map((id, index) => toAnswered(id, eventsOfChoices[index] ?? []));
  return {
    id: toCompletionId(identity.generationIds),
    object: 'chat.completion',
    created: identity.createdSeconds,
    model: identity.model,
    system_fingerprint: identity.systemFingerprint,
    choices: answered.map(({ id, events, finish }, index) => ({
      index,
      message: toAnswer(id, events, options),
      logprobs: options.includeLogprobs ? toChatLogprobs(logprobsOf(events)) : null,
      finish_reason: toFinishReason(finish.reason),
    })),
    usage: toChatUsage(answered.map(({ finish }) => finish.usage)),
  };
}

function throwIfFailed(eventsOfChoices: readonly ChoiceEvents[]): void {
  const endings = eventsOfChoices.map((events) => events.at(-1));
  const error = endings.find((ending) => ending?.type === 'error');
  if (error) throw new ServingError(error.code, error.message);
}

function toAnswered(
  id: GenerationId,
  events: ChoiceEvents,
): { id: GenerationId; events: ChoiceEvents; finish: Finish } {
  const finish = events.at(-1);
  if (finish?.type !== 'finish') throw new Error('A generation was rendered before its terminal event');
  return { id, events, finish };
}

function toAnswer(id: GenerationId, events: ChoiceEvents, options: ChoiceOptions): ChatAnswer {
  const content = textOfItems(events, 'content-delta');
  const reasoning = options.includeReasoning ? textOfItems(events, 'reasoning-delta') : '';
  const toolCalls = toToolCalls(id, events, options.customToolNames);
  return {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning, reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
}

/** The texts of one kind, item by item; items are joined by a line break, and one that stayed empty does not count. */
function textOfItems(events: ChoiceEvents, type: 'content-delta' | 'reasoning-delta'): string {
  const texts = new Map<number, string>();
  for (const event of events) {
    if (event.type === type && event.text !== '') texts.set(event.item, (texts.get(event.item) ?? '') + event.text);
  }
  return [...texts.values()].join('\n');
}

function logprobsOf(events: ChoiceEvents): TokenLogprob[] {
  return events.flatMap((event) => (event.type === 'content-delta' ? (event.logprobs ?? []) : []));
}

function toToolCalls(id: GenerationId, events: ChoiceEvents, customToolNames: ReadonlySet<string>): ChatToolCall[] {
  const calls = new Map<number, { name: string; argumentsText: string }>();
  for (const event of events) {
    if (event.type === 'item-started' && event.kind === 'tool-call') {
      calls.set(event.item, { name: event.toolName, argumentsText: '' });
    }
    if (event.type === 'tool-arguments-delta') {
      const call = calls.get(event.item);
      if (!call) throw new Error(`Arguments for item ${event.item}, which is no tool call`);
      call.argumentsText += event.text;
    }
  }
  return [...calls].map(([item, { name, argumentsText }]) => {
    const callId = toCallId(id, item);
    return customToolNames.has(name)
      ? { id: callId, type: 'custom', custom: { name, input: decodeCustomInput(argumentsText) } }
      : { id: callId, type: 'function', function: { name, arguments: argumentsText } };
  });
}
