import type { Vocabulary } from '#harmony';
import type { Sampling } from '#protocol';

/** A loaded model and its slots. Two real ones exist: llama.cpp, and recorded scripts for tests of everything after the sampler. */
export interface Engine {
  readonly vocabulary: Vocabulary;
  /** Prompt and generated tokens together never exceed this in one slot. */
  readonly contextTokens: number;
  readonly slots: readonly EngineSlot[];
  close(): Promise<void>;
}

/** One sequence of the model's context. At most one generation uses it at a time; all slots decode in shared batches. */
export interface EngineSlot {
  readonly index: number;
  /** Tokens whose attention state this slot holds, in order. */
  readonly cachedTokens: readonly number[];

  /**
   * Reads the prompt, reusing what the slot holds of it, in chunks between which other slots go on.
   * Resolves to how many tokens were reused. Rejects with the signal's reason, at the latest one chunk after it was aborted.
   */
  prefill(prompt: readonly number[], signal: AbortSignal): Promise<number>;

  /**
   * Draws tokens one after another, after a prefill, without an end of its own: whoever reads stops. Leaving the loop
   * keeps the attention state for the next prompt.
   */
  decode(sampling: Sampling): AsyncGenerator<number, void, void>;
}
