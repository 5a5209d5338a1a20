// Node 20 has String.prototype.toWellFormed, though TypeScript counts it to ES2024.
/// <reference lib="es2024.string" />
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { BytePairMerger } from './byte-pair-merge.js';
import { findControlTokens, type HarmonyControlTokens } from './control-tokens.js';
import { readGgufTokens, type GgufTokens } from './gguf-tokens.js';
import { preSplit } from './pre-split.js';
import { TokenTable } from './token-table.js';
import { byteLengthOf } from './utf8.js';

export type { HarmonyControlTokens } from './control-tokens.js';

const nothing = new Uint8Array();

/**
 * The tokens of a loaded model: text to ids and ids to bytes. Encodes as OpenAI's own tokenizer does,
 * in time that grows no faster than n log n however hostile the text is.
 */
export class Vocabulary {
  /** Equal for two models exactly if every id stands for the same bytes or the same Harmony control token in both. */
  readonly hash: string;
  readonly control: HarmonyControlTokens;
  /** Every id that `isControl`, ascending. */
  readonly controlIds: readonly number[];
  readonly #table: TokenTable;
  readonly #merger: BytePairMerger;

  private constructor(table: TokenTable) {
    this.hash = createHash('sha256').update(table.content).digest('hex');
    this.control = findControlTokens(table);
    this.controlIds = Array.from({ length: table.size }, (_, id) => id).filter((id) => table.kindOf(id) === 'control');
    this.#table = table;
    this.#merger = new BytePairMerger(table);
  }

  /** From the metadata of a model file. Throws if it is not a gpt-oss vocabulary. */
  static fromGguf(tokens: GgufTokens): Vocabulary {
    return new Vocabulary(readGgufTokens(tokens));
  }

  /** From what `serialize` gave. Throws if it is anything else. */
  static deserialize(bytes: Uint8Array): Vocabulary {
    return new Vocabulary(TokenTable.fromContent(gunzipSync(bytes)));
  }

  /** A compressed form for publishing, about 1 MB for gpt-oss. */
  serialize(): Uint8Array {
    return gzipSync(this.#table.content);
  }

  /** How many ids there are; every id is below this. */
  get size(): number {
    return this.#table.size;
  }

  /** Ids of a text taken as plain text: no text, `<|end|>` included, ever gives a control id. Lone surrogates count as U+FFFD. */
  encode(text: string): number[] {
    const ids: number[] = [];
    const wellFormed = text.toWellFormed();
    const bytes = Buffer.from(wellFormed);
    let start = 0;
    for (const piece of preSplit(wellFormed)) {
      const end = start + byteLengthOf(piece);
      this.#merger.append(bytes, start, end, ids);
      start = end;
    }
    return ids;
  }

  /** What a token adds to a text, often not whole characters; a view, not to be written to. Empty for whatever is not text. */
  bytesOf(id: number): Uint8Array {
    return this.isControl(id) ? nothing : this.#table.bytesOf(id);
  }

  /** The same for people to read: of a control token its name, such as `<|end|>`. */
  nameOf(id: number): Uint8Array {
    return this.#table.bytesOf(id);
  }

  /** Whether the id is a control token, reserved, or of no token at all: never valid inside a message's body. */
  isControl(id: number): boolean {
    return this.#table.kindOf(id) === 'control';
  }
}
