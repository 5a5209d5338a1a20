import { ServingError, type GenerationEvent } from '#protocol';
import { standingEvents } from '../answers/standing-events.js';
import { toChatUsage, type ChatUsage } from '../chat-completions/chat-identity.js';
import {
  toCompletionFinishReason,
  toTextCompletionId,
  type CompletionFinishReason,
  type CompletionIdentity,
} from './completion-identity.js';
import { joinLogprobs, LogprobTeller, NO_ECHO, type CompletionLogprobs, type Echo } from './completion-logprobs.js';
import type { CompletionOptions } from './completion-presentation.js';

export interface CompletionChoice {
  text: string;
  index: number;
  /** `null` unless they were asked for. */
  logprobs: CompletionLogprobs | null;
  finish_reason: CompletionFinishReason;
}

/** The answer of `POST /v1/completions` without streaming. */
export interface TextCompletion {
  id: string;
  object: 'text_completion';
  created: number;
  model: string;
  system_fingerprint: string;
  choices: CompletionChoice[];
  usage: ChatUsage;
}

type Finish = Extract<GenerationEvent, { type: 'finish' }>;

/**
 * The whole answer, from the events of each choice's generation and what each begins with. If any of them ended in an error
 * it is thrown, as `ServingError`, whether the others have ended or not.
 */
export function toTextCompletion(
  identity: CompletionIdentity,
  eventsOfChoices: readonly (readonly GenerationEvent[])[],
  options: CompletionOptions,
  echoes: readonly Echo[],
): TextCompletion {
  const error = eventsOfChoices.map((events) => events.at(-1)).find((ending) => ending?.type === 'error');
  if (error) throw new ServingError(error.code, error.message);
  const finishes = eventsOfChoices.map(finishOf);
  return {
    id: toTextCompletionId(identity.generationIds),
    object: 'text_completion',
    created: identity.createdSeconds,
    model: identity.model,
    system_fingerprint: identity.systemFingerprint,
    choices: eventsOfChoices.map((events, index) => ({
      text: (echoes[index]?.text ?? '') + textOf(standingEvents(events)),
      index,
      logprobs: options.includeLogprobs ? logprobsOf(standingEvents(events), echoes[index]) : null,
      finish_reason: toCompletionFinishReason(finishOf(events).reason),
    })),
    usage: toChatUsage(
      finishes.map(({ usage }) => usage),
      options.choicesPerPrompt,
    ),
  };
}

function finishOf(events: readonly GenerationEvent[]): Finish {
  const finish = events.at(-1);
  if (finish?.type === 'finish') return finish;
  throw new Error('A generation was rendered before its terminal event');
}

function textOf(events: readonly GenerationEvent[]): string {
  return events.map((event) => (event.type === 'content-delta' ? event.text : '')).join('');
}

function logprobsOf(events: readonly GenerationEvent[], echo: Echo = NO_ECHO): CompletionLogprobs {
  const teller = new LogprobTeller(echo);
  const told = events.map((event) => (event.type === 'content-delta' ? teller.push(event) : null));
  return joinLogprobs([teller.echoed(), ...told].filter((part) => part !== null));
}
