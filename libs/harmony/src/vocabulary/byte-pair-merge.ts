import { PairHeap } from './pair-heap.js';
import { NO_TOKEN, TokenIndex } from './token-index.js';
import type { TokenTable } from './token-table.js';

/** Up to this many bytes a piece is merged in memory that is kept; a longer one gets its own, so that it is given back. */
const KEPT_BYTES = 1024;

/**
 * Byte-pair merging as tiktoken does it: of all neighbours whose bytes together are a token, those with the lowest id
 * become one first, the leftmost first among equals. A linked list of parts and a heap of pairs keep it at n log n.
 */
export class BytePairMerger {
  readonly #index: TokenIndex;
  readonly #kept = new Parts(KEPT_BYTES);

  constructor(table: TokenTable) {
    this.#index = new TokenIndex(table);
  }

  /** Appends to `ids` the tokens of the piece that lies in `bytes` from `start` up to `end`. */
  append(bytes: Uint8Array, start: number, end: number, ids: number[]): void {
    const whole = this.#index.idOf(bytes, start, end);
    if (whole !== NO_TOKEN) {
      ids.push(whole);
      return;
    }
    const piece = bytes.subarray(start, end);
    const parts = piece.length <= KEPT_BYTES ? this.#kept : new Parts(piece.length);
    parts.merge(piece, this.#index);
    for (let part = 0; part < piece.length; part = parts.endOf(part)) {
      ids.push(this.#index.idOf(piece, part, parts.endOf(part)));
    }
  }
}

/** The parts a piece is made of while it is merged. A part is known by the position of its first byte. */
class Parts {
  readonly #ends: Int32Array;
  readonly #previous: Int32Array;
  /** For each part, the id of what it and the next would become, or `NO_TOKEN`. */
  readonly #ranks: Int32Array;
  readonly #heap = new PairHeap();

  constructor(capacity: number) {
    this.#ends = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.#ranks = new Int32Array(capacity);
  }

  endOf(part: number): number {
    return this.#ends[part] ?? Infinity;
  }

  /** Starts from single bytes and merges until no two neighbours are a token together. */
  merge(piece: Uint8Array, index: TokenIndex): void {
    for (let position = 0; position < piece.length; position++) {
      this.#ends[position] = position + 1;
      this.#previous[position] = position - 1;
    }
    for (let position = 0; position < piece.length; position++) this.#rank(position, piece, index);
    for (let pair = this.#heap.pop(); pair; pair = this.#heap.pop()) {
      // A pair whose parts have changed since it was pushed was pushed anew with its new rank; this entry is stale.
      if (this.#ranks[pair.position] === pair.rank) this.#join(pair.position, piece, index);
    }
  }

  /** Makes one part of a part and the next, and ranks it anew with its neighbours. */
  #join(part: number, piece: Uint8Array, index: TokenIndex): void {
    const taken = this.endOf(part);
    const end = this.endOf(taken);
    this.#ends[part] = end;
    this.#ranks[taken] = NO_TOKEN;
    if (end < piece.length) this.#previous[end] = part;
    this.#rank(part, piece, index);
    if (part > 0) this.#rank(this.#previous[part] ?? 0, piece, index);
  }

  #rank(part: number, piece: Uint8Array, index: TokenIndex): void {
    const next = this.endOf(part);
    const rank = next < piece.length ? index.idOf(piece, part, this.endOf(next)) : NO_TOKEN;
    this.#ranks[part] = rank;
    if (rank !== NO_TOKEN) this.#heap.push(rank, part);
  }
}
