import { commonPrefixLength } from '../slots/choose-slot.js';

/** What one slot holds, or is about to: as others see it that look for a prefix to take over. */
export interface PrefixHolder {
  readonly index: number;
  readonly adapter: string | null;
  /** Tokens whose attention state is in the context. */
  readonly tokens: readonly number[];
  /** The prompt being read, when its reading began and how urgent it is; `null` when none is. */
  readonly reading: { prompt: readonly number[]; turn: number; priority: number } | null;
}

/** A prompt that is to be read, and when it was its turn. */
export interface WantedPrompt {
  prompt: readonly number[];
  adapter: string | null;
  turn: number;
  /** Lower ones are more urgent: nobody waits for a less urgent prompt. */
  priority: number;
}

/** Where the beginning of a prompt comes from, and how many tokens of it. */
export type PrefixSource =
  | { type: 'own'; tokens: number }
  | { type: 'copy'; from: PrefixHolder; tokens: number }
  | { type: 'wait'; for: PrefixHolder; tokens: number };

/**
 * How many tokens a copy must save. It moves the whole memory of a slot, however little of it is used, which takes about as
 * long as reading a small part of what would fill it.
 */
export function worthCopyingTokens(contextTokens: number): number {
  return Math.max(64, Math.ceil(contextTokens / 64));
}

/**
 * The cheapest way to the beginning of a prompt: what the slot holds itself, what another slot holds (a shared system
 * prompt, another choice of the same request), or what another one is reading at the moment, if that began before this
 * one did. At most `prompt.length - 1`: the last token is always read, since only reading it gives the next.
 */
export function choosePrefixSource(
  own: PrefixHolder,
  others: readonly PrefixHolder[],
  wanted: WantedPrompt,
  worthTokens: number,
): PrefixSource {
  const { prompt, adapter, turn, priority } = wanted;
  const shared = (tokens: readonly number[]): number => Math.min(commonPrefixLength(tokens, prompt), prompt.length - 1);
  const held = (holder: PrefixHolder): number => (holder.adapter === adapter ? shared(holder.tokens) : 0);
  const coming = ({ reading, adapter: theirs }: PrefixHolder): number =>
    reading !== null && reading.turn < turn && reading.priority <= priority && theirs === adapter
      ? shared(reading.prompt)
      : 0;
  let best: PrefixSource = { type: 'own', tokens: held(own) };
  for (const other of others) {
    const tokens = held(other);
    const mustSave = best.type === 'own' ? worthTokens : 1;
    if (tokens >= best.tokens + mustSave) best = { type: 'copy', from: other, tokens };
  }
  for (const other of others) {
    const tokens = coming(other);
    if (tokens >= best.tokens + worthTokens) best = { type: 'wait', for: other, tokens };
  }
  return best;
}
