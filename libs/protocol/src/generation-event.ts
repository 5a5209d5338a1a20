import type { ErrorCode } from './serving-error.js';

/** Why a generation ended well. */
export type FinishReason = 'stop' | 'length' | 'tool-call';

/** What was spent, in tokens. */
export interface Usage {
  promptTokens: number;
  /** Prompt tokens whose attention state was reused instead of computed, on the worker that started the generation. */
  cachedTokens: number;
  /** Every generated token, Harmony headers and control tokens included. */
  completionTokens: number;
  /** Generated tokens in the bodies of the analysis channel only. */
  reasoningTokens: number;
}

/** How likely a token was among all of the vocabulary: log-softmax of the model's raw logits, before any sampling setting. */
export interface TokenLikelihood {
  /** What the token stands for; often not whole characters. */
  bytes: Uint8Array;
  logprob: number;
}

/** One token of the content. `alternatives` are the likeliest tokens at its place, itself among them if it is one. */
export interface TokenLogprob extends TokenLikelihood {
  alternatives: readonly TokenLikelihood[];
}

/** What an item of the output is: thinking, an announcement to the user before a tool call, the answer, a tool call. */
export type ItemKind = 'reasoning' | 'preamble' | 'answer' | 'tool-call';

/**
 * What comes up from a worker, in order. `item` counts the parts of the output from 0; the ids that clients see
 * derive from it and from the generation's id, so every replay gives the same ones.
 * A stream has any number of events and ends with exactly one terminal event, `finish` or `error`.
 */
export type GenerationEvent =
  | { type: 'generation-started'; cachedTokens: number }
  | { type: 'item-started'; item: number; kind: ItemKind; toolName: string }
  | { type: 'reasoning-delta'; item: number; text: string }
  | ContentDelta
  | { type: 'tool-arguments-delta'; item: number; text: string }
  | { type: 'item-ended'; item: number }
  | LiveControlEvent
  | TerminalEvent;

/** What people who steer a generation did to it, and what they asked to see; in the log like everything else. */
export type LiveControlEvent =
  | { type: 'paused' }
  | { type: 'resumed' }
  | RewoundEvent
  /** A command took effect here, or came too late to have one. The first event of its frame. */
  | { type: 'steered'; command: number; action: SteeringAction; tokens: number; alternatives: number; applied: boolean }
  /** One generated token with the likeliest ones at its place, its own among them if it is one. */
  | { type: 'token-inspected'; tokenIndex: number; tokenId: number; token: TokenLogprob };

/** Commands that change how a generation goes on; `think-more` and `inspect` say for how many tokens. */
export type SteeringAction = 'answer-now' | 'think-more' | 'inspect';

/**
 * The first event of a frame. Everything before it is void, but for the first `toToken` tokens; `standing` is the output so
 * far without what is void, so that whoever follows need not know the tokens: it begins anew with these events.
 */
export interface RewoundEvent {
  type: 'rewound';
  command: number;
  toToken: number;
  standing: readonly GenerationEvent[];
}

/** `logprobs`, if asked for, are of the tokens whose text ends in this delta; a delta may have some and no text. */
export interface ContentDelta {
  type: 'content-delta';
  item: number;
  text: string;
  logprobs?: readonly TokenLogprob[];
}

/** `stopText` is the one of the request's stop texts that ended the answer, if one did; the reason is `stop` then. */
export interface FinishEvent {
  type: 'finish';
  reason: FinishReason;
  usage: Usage;
  stopText?: string;
}

export type TerminalEvent = FinishEvent | { type: 'error'; code: ErrorCode; message: string };

export function isTerminal(event: GenerationEvent): event is TerminalEvent {
  return event.type === 'finish' || event.type === 'error';
}
