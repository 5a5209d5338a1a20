/**
 * `ordinary` tokens are what text is encoded to. A `literal` token stands for text too, but text never becomes one.
 * A `control` token, of which reserved ids are a case, stands for no text.
 */
export type TokenKind = 'ordinary' | 'literal' | 'control';

const KINDS: readonly TokenKind[] = ['ordinary', 'literal', 'control'];
const FORMAT = 1;
const HEADER_BYTES = 5;

/**
 * Every token's kind and bytes, in one flat buffer: a format byte, the number of tokens, a kind byte for each,
 * the length of each (two bytes, little endian), then their bytes end to end.
 */
export class TokenTable {
  readonly size: number;
  readonly #kinds: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #bytes: Uint8Array;

  private constructor(readonly content: Uint8Array) {
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    if (content.length < HEADER_BYTES || view.getUint8(0) !== FORMAT) throw new Error('Not a serialized vocabulary');
    this.size = view.getUint32(1, true);
    const lengthsAt = HEADER_BYTES + this.size;
    const bytesAt = lengthsAt + 2 * this.size;
    if (bytesAt > content.length) throw new Error('A serialized vocabulary that was cut short');
    this.#kinds = content.subarray(HEADER_BYTES, lengthsAt);
    this.#bytes = content.subarray(bytesAt);
    this.#starts = new Uint32Array(this.size + 1);
    let start = 0;
    for (let id = 0; id < this.size; id++) {
      start += view.getUint16(lengthsAt + 2 * id, true);
      this.#starts[id + 1] = start;
    }
    if (start !== this.#bytes.length) throw new Error('A serialized vocabulary that was cut short');
  }

  static fromContent(content: Uint8Array): TokenTable {
    return new TokenTable(content);
  }

  static fromTokens(tokens: readonly { kind: TokenKind; bytes: Uint8Array }[]): TokenTable {
    const header = Buffer.alloc(HEADER_BYTES + 3 * tokens.length);
    header.writeUInt8(FORMAT, 0);
    header.writeUInt32LE(tokens.length, 1);
    tokens.forEach(({ kind, bytes }, id) => {
      header.writeUInt8(KINDS.indexOf(kind), HEADER_BYTES + id);
      header.writeUInt16LE(bytes.length, HEADER_BYTES + tokens.length + 2 * id);
    });
    return new TokenTable(Buffer.concat([header, ...tokens.map(({ bytes }) => bytes)]));
  }

  /** `control` for an id that is no token's. */
  kindOf(id: number): TokenKind {
    return KINDS[this.#kinds[id] ?? -1] ?? 'control';
  }

  /** A control token's bytes are its name, or none. */
  bytesOf(id: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[id], this.#starts[id + 1]);
  }

  /** Whether a token's bytes are those of `bytes` from `start` up to `end`. */
  hasBytes(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const offset = (this.#starts[id] ?? 0) - start;
    if ((this.#starts[id + 1] ?? 0) - offset !== end) return false;
    for (let index = start; index < end; index++) {
      if (this.#bytes[offset + index] !== bytes[index]) return false;
    }
    return true;
  }
}
