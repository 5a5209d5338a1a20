import type { NextToken, Vocabulary } from '#harmony';
import type { Sampling, TokenLogprob } from '#protocol';

/** A loaded model and its slots. Two real ones exist: llama.cpp, and recorded scripts for tests of everything after the sampler. */
export interface Engine {
  readonly vocabulary: Vocabulary;
  /** Prompt and generated tokens together never exceed this in one slot. */
  readonly contextTokens: number;
  readonly slots: readonly EngineSlot[];
  /** Names of the LoRA adapters that a prompt can be read with. */
  readonly adapters: readonly string[];
  close(): Promise<void>;
}

/** One sequence of the model's context. At most one generation uses it at a time; all slots decode in shared batches. */
export interface EngineSlot {
  readonly index: number;
  /** Tokens whose attention state this slot holds, in order. */
  readonly cachedTokens: readonly number[];
  /** The adapter that state was computed with: it is of no use to a prompt with another one. */
  readonly adapter: string | null;

  /**
   * Reads the prompt, reusing what this slot or another one holds of it, in chunks between which other slots go on.
   * Resolves to how many tokens were reused. Rejects with the signal's reason, at the latest one chunk after it was aborted.
   */
  prefill(prompt: readonly number[], options: PrefillOptions): Promise<number>;

  /** Puts tokens behind what there is without asking the model; they are read together with the next draw. */
  write(tokenIds: readonly number[]): void;

  /**
   * Draws the next token after a prefill, by what `rule` allows, and puts it behind what there is. One at a time.
   */
  draw(draw: Draw): Promise<DrawnToken>;

  /** Nothing more will be asked for this generation; the attention state stays for the next prompt. */
  rest(): void;
}

export interface PrefillOptions {
  /** `null` for the model as it is. */
  adapter: string | null;
  /** Lower ones are read first when several prompts wait. */
  priority: number;
  signal: AbortSignal;
}

export interface Draw {
  sampling: Sampling;
  /** What was generated so far: for penalties, and because each place in an answer has its own random number. */
  generated: readonly number[];
  rule: Exclude<NextToken, { type: 'forced' }>;
  /** How many likely tokens to name beside the drawn one; `null` computes no likelihoods. */
  topLogprobs: number | null;
}

export interface DrawnToken {
  tokenId: number;
  logprob: TokenLogprob | null;
}
