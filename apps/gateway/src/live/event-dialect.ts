import { isDeepStrictEqual } from 'node:util';
import {
  ChatChunkStream,
  type ChatPresentation,
  CompletionStream,
  type Echo,
  GenerationEventStream,
  type MessagePresentation,
  type StreamPositions,
  defaultChatPresentation,
  parseStreamPosition,
  readChatPresentation,
  readCompletionPresentation,
  readMessagePresentation,
  startOf,
} from '#openai-api';
import type { GenerationRecord } from '#ledger';
import { type Generation, ServingError } from '#protocol';
import type { Choices } from '../answers/choices.js';
import { toIdentity } from '../answers/identity.js';
import type { StreamDialect } from '../answers/stream-frames.js';
import { openMessage, toMessageStream } from '../messages/open-message.js';
import type { ResponseStreams } from '../responses/response-streams.js';
import type { ReasoningSeals } from '../sealing/reasoning-seals.js';

/** How somebody who comes back wants to go on. */
export interface AskedEvents {
  /** `null` for the dialect in which it was asked. */
  format: 'chat' | 'events' | null;
  /** The id of the last event they have, and which field of the request says so; `null` for all events. */
  last: { id: string; field: string } | null;
  maySeeReasoning: boolean;
  /** What each choice begins with in a dialect that may give a prompt back, if it was asked to. */
  echoes?: readonly Echo[];
}

/**
 * The dialect in which the events of these generations are told, from where the client has them on: one generation, or all the
 * choices of one chat. Throws `invalid_value` naming the parameter at fault.
 */
export async function openDialect(
  generations: Choices,
  { format, last, maySeeReasoning, echoes = [] }: AskedEvents,
  seals: Pick<ReasoningSeals, 'sealerOf'>,
  responses: Pick<ResponseStreams, 'open'>,
): Promise<StreamDialect> {
  const [first] = generations;
  const had = last ? parseStreamPosition(last.id, generations.length, last.field) : startOf(generations.length);
  const reopening = { generations, maySeeReasoning, had, echoes, seals, responses };
  if (format === 'events') return openEvents(reopening);
  const reopen = REOPENED[first.presentation?.dialect ?? ''];
  const reopened = format === 'chat' ? null : await reopen?.(reopening);
  if (reopened) return reopened;
  return format === 'chat' ? (reopenChat(reopening) ?? openDefaultChat(reopening)) : openEvents(reopening);
}

/** What a stream goes on with. */
interface Reopening {
  generations: Choices;
  maySeeReasoning: boolean;
  had: StreamPositions;
  echoes: readonly Echo[];
  seals: Pick<ReasoningSeals, 'sealerOf'>;
  responses: Pick<ResponseStreams, 'open'>;
}

/** How the stream of each dialect goes on; `null` if what was kept of it cannot be read. */
const REOPENED: Record<string, (reopening: Reopening) => StreamDialect | null | Promise<StreamDialect | null>> = {
  chat: reopenChat,
  completions: reopenCompletions,
  messages: reopenMessage,
  responses: reopenResponse,
};

function reopenChat({ generations, maySeeReasoning, had }: Reopening): StreamDialect | null {
  const presentation = readChatPresentation(generations[0].presentation);
  return presentation && openChat(generations, presentation, maySeeReasoning, had);
}

function reopenCompletions({ generations, had, echoes }: Reopening): StreamDialect | null {
  const options = readCompletionPresentation(generations[0].presentation);
  return options && new CompletionStream(toIdentity(generations, options.model), options, echoes, had);
}

async function reopenMessage({ generations, maySeeReasoning, had, seals }: Reopening): Promise<StreamDialect | null> {
  const kept = readMessagePresentation(generations[0].presentation);
  if (!kept) return null;
  const presentation: MessagePresentation = maySeeReasoning ? kept : { ...kept, thinking: 'hidden' };
  return toMessageStream(await openMessage(generations[0], presentation, seals), had);
}

function reopenResponse({ generations, maySeeReasoning, had, responses }: Reopening): Promise<StreamDialect | null> {
  return responses.open(generations[0], { maySeeReasoning, start: { had } });
}

function openDefaultChat({ generations, maySeeReasoning, had }: Reopening): StreamDialect {
  return openChat(generations, defaultChatPresentation(generations[0].model), maySeeReasoning, had);
}

function openChat(
  generations: Choices,
  options: ChatPresentation,
  maySeeReasoning: boolean,
  had: StreamPositions,
): StreamDialect {
  const includeReasoning = options.includeReasoning && maySeeReasoning;
  return new ChatChunkStream(toIdentity(generations, options.model), { ...options, includeReasoning }, had);
}

/** Several generations are told together only if one request asked for them. Throws `invalid_value` for others. */
export function requireOneChat([first, ...others]: Choices): void {
  const isAskedAlike = (other: Generation): boolean =>
    other.model === first.model &&
    other.acceptedAtMs === first.acceptedAtMs &&
    isDeepStrictEqual(other.presentation, first.presentation);
  if (others.every(isAskedAlike)) return;
  throw new ServingError('invalid_value', "Invalid 'id': expected the choices of one request.", { param: 'id' });
}

/**
 * Nobody can have more of a stream than its log: it is logged first. If somebody has, Redis lost a part of it, which may still
 * be given back while it runs. Throws `ledger_unavailable` then, and `generation_lost` if it has ended without that part.
 */
export function requireLogged(
  records: readonly Pick<GenerationRecord, 'state' | 'logLength'>[],
  last: AskedEvents['last'],
): void {
  if (!last) return;
  for (const [choice, had] of parseStreamPosition(last.id, records.length, last.field).entries()) {
    const record = records[choice];
    if (!record || !had || had.sequence <= record.logLength) continue;
    throw new ServingError(record.state === 'finished' ? 'generation_lost' : 'ledger_unavailable');
  }
}

/**
 * The choices of which the client has the log to its end. If one of them failed, the stream ended with it: the others may
 * have gone on, but nobody was shown that.
 */
export function hadToTheEnd(
  records: readonly Pick<GenerationRecord, 'generation' | 'state' | 'logLength'>[],
  last: AskedEvents['last'],
): Generation[] {
  if (!last) return [];
  const positions = parseStreamPosition(last.id, records.length, last.field);
  const isHad = ({ state, logLength }: (typeof records)[number], choice: number): boolean =>
    state === 'finished' && (positions[choice]?.sequence ?? 0) >= logLength;
  return records.filter(isHad).map(({ generation }) => generation);
}

function openEvents({ generations, maySeeReasoning, had }: Reopening): StreamDialect {
  if (generations.length === 1) return new GenerationEventStream(maySeeReasoning, had);
  throw new ServingError('invalid_value', "Invalid 'format': only a chat tells the events of several generations.", {
    param: 'format',
  });
}
