/** What a person may ask of a generation while it runs, beside pausing and ending it. Acted on at the next token border. */
export type GenerationCommand =
  /** Thinking ends here, and the answer (or the call that must come) begins. */
  | { action: 'answer-now' }
  /** At least so many more tokens of thinking. */
  | { action: 'think-more'; tokens: number }
  /** For the next tokens, tell the likeliest alternatives. */
  | { action: 'inspect'; tokens: number; alternatives: number }
  /** Everything behind the first `toToken` tokens is void, and the answer goes on from these ones. They are text, never control tokens. */
  | { action: 'edit'; toToken: number; tokenIds: readonly number[] };

/** Commands of one generation are numbered from 1, and take effect in that order, each exactly once (design rule 7). */
export type NumberedCommand = GenerationCommand & { number: number };
