import type { Generation, GenerationEvent, ItemKind } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';
import { HarmonyParser } from './harmony-parser.js';
import type { RecoveryFamily } from './recovery-family.js';
import { TextParser } from './text-parser.js';

/**
 * Turns generated token ids into events, one token at a time. Promises: never throws, whatever the model emits; every item
 * is started once, ended once, and numbered from 0; text is whole characters.
 */
export interface OutputReader {
  /** How the model ended its turn; `running` as long as it has not, even if it was cut. */
  readonly outcome: 'running' | 'answered' | 'tool-called';
  /** The item of the content to which a text token that comes now belongs; `null` when it would not be shown as content. */
  readonly contentItem: number | null;
  /** What a text token that comes now would be put into; a body that is shown to nobody counts as a header. */
  readonly place: ItemKind | 'header' | 'over';
  /** How many tokens went into reasoning so far, control tokens not counted. */
  readonly reasoningTokens: number;
  /** How often each family of malformed output was met; families that were not are absent. */
  readonly recoveries: ReadonlyMap<RecoveryFamily, number>;
  /** What the next token adds; nothing once the outcome is known. */
  push(tokenId: number): GenerationEvent[];
  /** Generation was cut: gives what was held back, and closes the open item. */
  end(): GenerationEvent[];
}

/** What decides how the tokens of an output are read. */
export type ReadOutput = Pick<Generation, 'outputFormat' | 'toolNames'>;

/** A reader of an output from its first token on. */
export function openReader(vocabulary: Vocabulary, { outputFormat, toolNames }: ReadOutput): OutputReader {
  switch (outputFormat) {
    case 'harmony':
      return new HarmonyParser(vocabulary, toolNames);
    case 'text':
      return new TextParser(vocabulary);
  }
}
