/** What binds the text that is written at the moment. */
export interface GrammarRule {
  /** GBNF with the root rule `root`. */
  grammar: string;
  /** The tokens of the bound text so far: the grammar's state is a fold over them, on whatever worker. */
  written: readonly number[];
}

/**
 * What may come next in a generation.
 * `forced`: these tokens follow whatever the model thinks, so it is not asked. `choice`: exactly one of a few tokens.
 * `free`: any token but the banned ones, and within the grammar if there is one.
 */
export type NextToken =
  | { type: 'forced'; tokenIds: readonly number[] }
  | { type: 'choice'; tokenIds: readonly number[] }
  | { type: 'free'; banned: readonly number[]; grammar: GrammarRule | null };
