import type { Frame, Generation, GenerationClass, NumberedCommand, Persistence, TerminalEvent } from '#protocol';
import { isTerminal } from '#protocol';
import {
  toChatUsage,
  toFinishReason,
  type ChatFinishReason,
  type ChatUsage,
} from '../chat-completions/chat-identity.js';
import { standingEvents } from '../answers/standing-events.js';
import { toItems, type GenerationItem, type TokenChannel } from './items.js';

/** A generation as the ledger knows it. */
export interface ServedGeneration {
  generation: Generation;
  state: 'queued' | 'running' | 'paused' | 'finished';
  epoch: number;
  logLength: number;
  preemptions: number;
  acceptedAtMs: number;
  startedAtMs: number | null;
  /** Commands that have no effect in the log yet. */
  pending: readonly NumberedCommand[];
  /** The last frame of its log, if it has any. */
  last: Frame | null;
}

/** The tokens that stand, as the vocabulary reads them. */
export interface ServedOutput {
  /** All of the log. */
  frames: readonly Frame[];
  tokenIds: readonly number[];
  channels: readonly TokenChannel[];
  textOf: (tokenId: number) => string;
}

export type GenerationStatus = 'queued' | 'in_progress' | 'paused' | 'completed' | 'failed' | 'cancelled';

export interface GenerationToken {
  index: number;
  id: number;
  text: string;
  channel: TokenChannel;
}

/** The generation object of `GET /v1/generations`. Times are seconds since 1970. */
export interface GenerationBody {
  id: string;
  object: 'generation';
  status: GenerationStatus;
  model: string;
  class: GenerationClass;
  persistence: Persistence;
  created_at: number;
  started_at: number | null;
  /** How many frames its log has: the id of the last event of a stream of it. */
  position: number;
  usage: ChatUsage | null;
  finish_reason: ChatFinishReason | null;
  error: { code: string; message: string } | null;
  pending_commands: { number: number; action: string }[];
  forked_from: { id: string; token: number } | null;
  preemptions: number;
  /** How often it went on after it had left a worker. */
  resumes: number;
}

/** The same with what was generated. */
export interface GenerationOutputBody extends GenerationBody {
  output: GenerationItem[];
  /** How many tokens stand, those between the texts included. */
  token_count: number;
  tokens?: GenerationToken[];
}

/** A generation without what it says. */
export function toGenerationBody(served: ServedGeneration): GenerationBody {
  const { generation, epoch, logLength, preemptions, acceptedAtMs, startedAtMs, pending, last } = served;
  const end = last?.events.find(isTerminal) ?? null;
  return {
    id: generation.id,
    object: 'generation',
    status: toStatus(served.state, end),
    model: generation.adapter === null ? generation.model : `${generation.model}:${generation.adapter}`,
    class: generation.class,
    persistence: generation.persistence,
    created_at: toSeconds(acceptedAtMs),
    started_at: startedAtMs === null ? null : toSeconds(startedAtMs),
    position: logLength,
    usage: end?.type === 'finish' ? toChatUsage([end.usage]) : null,
    finish_reason: end?.type === 'finish' ? toFinishReason(end.reason) : null,
    error: end?.type === 'error' ? { code: end.code, message: end.message } : null,
    pending_commands: pending.map(({ number, action }) => ({ number, action: action.replace('-', '_') })),
    forked_from: generation.forkedFrom && { id: generation.forkedFrom.id, token: generation.forkedFrom.toToken },
    preemptions,
    resumes: Math.max(0, epoch - 1),
  };
}

/** A generation with what it says so far; who may not see reasoning gets the other items, and of the tokens only theirs. */
export function toGenerationOutputBody(
  served: ServedGeneration,
  { frames, tokenIds, channels, textOf }: ServedOutput,
  show: { reasoning: boolean; tokens: boolean },
): GenerationOutputBody {
  const events = standingEvents(frames.flatMap((frame) => frame.events));
  const items = toItems(served.generation.id, events, channels);
  const isShown = (channel: TokenChannel): boolean =>
    show.reasoning || (channel !== 'reasoning' && channel !== 'header');
  const tokens = (): GenerationToken[] =>
    tokenIds.flatMap((id, index) => {
      const channel = channels[index] ?? 'header';
      return isShown(channel) ? [{ index, id, text: textOf(id), channel }] : [];
    });
  return {
    ...toGenerationBody(served),
    output: items.filter(({ type }) => isShown(type)),
    token_count: tokenIds.length,
    ...(show.tokens ? { tokens: tokens() } : {}),
  };
}

/** The answer of `GET /v1/generations`, newest first. */
export function toGenerationList<Body>(data: readonly Body[], hasMore: boolean) {
  return { object: 'list' as const, data, has_more: hasMore };
}

function toStatus(state: ServedGeneration['state'], end: TerminalEvent | null): GenerationStatus {
  if (end?.type === 'finish') return 'completed';
  if (end?.type === 'error') return end.code === 'cancelled' ? 'cancelled' : 'failed';
  switch (state) {
    case 'queued':
    case 'paused':
      return state;
    case 'running':
      return 'in_progress';
    case 'finished':
      return 'failed';
  }
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}
