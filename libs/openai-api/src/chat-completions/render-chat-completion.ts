import { ServingError, type GenerationEvent, type GenerationId, type TokenLogprob } from '#protocol';
import { standingEvents } from '../answers/standing-events.js';
import { textOfItems, toToolCalls, type ChatToolCall } from './answer-parts.js';
import {
  toChatUsage,
  toCompletionId,
  toFinishReason,
  type ChatFinishReason,
  type ChatIdentity,
  type ChatUsage,
} from './chat-identity.js';
import { toChatLogprobs, type ChatLogprobs } from './chat-logprobs.js';
import type { ChoiceOptions } from './choice-chunks.js';

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
 * The whole answer, from the events of each choice's generation; what an edit made void is not shown. If any of them ended in an error it is thrown, as
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
  return { id, events: standingEvents(events), finish };
}

function toAnswer(id: GenerationId, events: ChoiceEvents, options: ChoiceOptions): ChatAnswer {
  const content = textOfItems(events, 'content-delta');
  const reasoning = options.includeReasoning ? textOfItems(events, 'reasoning-delta') : '';
  const toolCalls = toToolCalls(id, events, options.customToolNames, true);
  return {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning, reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
}

function logprobsOf(events: ChoiceEvents): TokenLogprob[] {
  return events.flatMap((event) => (event.type === 'content-delta' ? (event.logprobs ?? []) : []));
}
