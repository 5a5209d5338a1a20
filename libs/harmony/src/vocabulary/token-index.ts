import type { TokenTable } from './token-table.js';

/** What `TokenIndex.idOf` gives for bytes that are no token's. */
export const NO_TOKEN = -1;

/** Finds ordinary tokens by their bytes, in place, without making strings or arrays: an open-addressing hash table of ids. */
export class TokenIndex {
  readonly #table: TokenTable;
  readonly #slots: Int32Array;
  readonly #longest: number;

  /** Throws if one of the 256 bytes is not a token: then not every text could be encoded. */
  constructor(table: TokenTable) {
    this.#table = table;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * table.size + 2))).fill(NO_TOKEN);
    this.#longest = 0;
    for (let id = 0; id < table.size; id++) {
      if (table.kindOf(id) !== 'ordinary') continue;
      const bytes = table.bytesOf(id);
      const slot = this.#slotOf(bytes, 0, bytes.length);
      if (this.#slots[slot] === NO_TOKEN) this.#slots[slot] = id;
      this.#longest = Math.max(this.#longest, bytes.length);
    }
    const missing = Array.from({ length: 256 }, (_, byte) => byte).filter(
      (byte) => this.idOf(Uint8Array.of(byte), 0, 1) === NO_TOKEN,
    );
    if (missing.length > 0) throw new Error(`The vocabulary has no token for the bytes ${missing.join(', ')}`);
  }

  /** The id of the token with the bytes from `start` up to `end`, the lowest if there are several, or `NO_TOKEN`. */
  idOf(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > this.#longest) return NO_TOKEN;
    return this.#slots[this.#slotOf(bytes, start, end)] ?? NO_TOKEN;
  }

  /** The slot that holds the token with these bytes, or the free one where it would go. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (;;) {
      const id = this.#slots[slot] ?? NO_TOKEN;
      if (id === NO_TOKEN || this.#table.hasBytes(id, bytes, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

/** FNV-1a with a last stir, for the low bits of plain FNV are too alike. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
