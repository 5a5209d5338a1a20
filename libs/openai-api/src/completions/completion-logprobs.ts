import type { ContentDelta, TokenLikelihood, TokenLogprob } from '#protocol';
import { finiteLogprob } from '../chat-completions/chat-logprobs.js';

/** The legacy shape of log probabilities: one element in each list for every token. */
export interface CompletionLogprobs {
  /** The text of each token; of one that is only a part of a character its bytes: `bytes:\xf0\x9f`. */
  tokens: string[];
  /** `null` for the tokens of a prompt that is given back: nobody computed how likely they were. */
  token_logprobs: (number | null)[];
  /** The likeliest tokens at its place, itself always among them; `null` for the tokens of a prompt. */
  top_logprobs: (Record<string, number> | null)[];
  /** Where in the choice's text each token begins, in Unicode characters. */
  text_offset: number[];
}

/** A prompt that a choice begins with, because it was asked to. */
export interface Echo {
  text: string;
  /** Its tokens, if likelihoods are told. */
  tokens: readonly Uint8Array[];
}

export const NO_ECHO: Echo = { text: '', tokens: [] };

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Tells the likelihoods of one choice's tokens, and where in its text they begin, behind its echo. Tokens whose text is held back, because a
 * character is incomplete or a stop text may have begun, are told at once; those that nobody drew are not told at all.
 */
export class LogprobTeller {
  private readonly begins: number;
  /** Characters shown so far, and where the next token begins. */
  private shown: number;
  private next: number;
  private characters = newDecoder();

  constructor(private readonly echo: Echo) {
    this.begins = lengthOf(echo.text);
    this.shown = this.begins;
    this.next = this.begins;
  }

  /** Of the tokens of the echo; `null` if there are none. */
  echoed(): CompletionLogprobs | null {
    const { tokens } = this.echo;
    if (tokens.length === 0) return null;
    const characters = newDecoder();
    let next = 0;
    return {
      tokens: tokens.map((bytes) => nameOf({ bytes })),
      token_logprobs: tokens.map(() => null),
      top_logprobs: tokens.map(() => null),
      text_offset: tokens.map((bytes) => {
        const begins = next;
        next += lengthOf(characters.decode(bytes, { stream: true }));
        return begins;
      }),
    };
  }

  /** Of the tokens of one delta; `null` if it tells of none. All deltas must be pushed in their order. */
  push({ text, logprobs = [] }: ContentDelta): CompletionLogprobs | null {
    this.shown += lengthOf(text);
    const lengths = logprobs.map(({ bytes }) => lengthOf(this.characters.decode(bytes, { stream: true })));
    const told = lengths.reduce((sum, length) => sum + length, 0);
    // What is shown beyond the told tokens was given in front of them, by an edit.
    this.next = Math.max(this.next, this.shown - told);
    const offsets = lengths.map((length) => (this.next += length) - length);
    return logprobs.length === 0 ? null : toCompletionLogprobs(logprobs, offsets);
  }

  /** Somebody edited the text: it begins anew with what is pushed now. */
  beginAnew(): void {
    this.shown = this.begins;
    this.next = this.begins;
    this.characters = newDecoder();
  }
}

/** The likelihoods of several deltas as those of one. */
export function joinLogprobs(parts: readonly CompletionLogprobs[]): CompletionLogprobs {
  return {
    tokens: parts.flatMap(({ tokens }) => tokens),
    token_logprobs: parts.flatMap((part) => part.token_logprobs),
    top_logprobs: parts.flatMap((part) => part.top_logprobs),
    text_offset: parts.flatMap((part) => part.text_offset),
  };
}

function toCompletionLogprobs(tokens: readonly TokenLogprob[], offsets: number[]): CompletionLogprobs {
  return {
    tokens: tokens.map(nameOf),
    token_logprobs: tokens.map(({ logprob }) => finiteLogprob(logprob)),
    top_logprobs: tokens.map(toTopLogprobs),
    text_offset: offsets,
  };
}

/** Of tokens with the same text the likeliest. */
function toTopLogprobs(token: TokenLogprob): Record<string, number> {
  const likeliestLast = [...token.alternatives, token].toSorted((one, other) => one.logprob - other.logprob);
  return Object.fromEntries(likeliestLast.map((one) => [nameOf(one), finiteLogprob(one.logprob)]));
}

function nameOf({ bytes }: Pick<TokenLikelihood, 'bytes'>): string {
  try {
    return strict.decode(bytes);
  } catch {
    return `bytes:${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}`;
  }
}

function newDecoder(): InstanceType<typeof TextDecoder> {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

function lengthOf(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) length++;
  return length;
}
