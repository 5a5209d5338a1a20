import { fromByteAlphabet } from './byte-alphabet.js';
import { isHarmonyControlText } from './control-tokens.js';
import { TokenTable, type TokenKind } from './token-table.js';

/** The arrays `tokenizer.ggml.tokens` and `tokenizer.ggml.token_type` of a model file. */
export interface GgufTokens {
  tokens: readonly string[];
  tokenTypes: readonly number[];
}

/** https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, `tokenizer.ggml.token_type`. */
const NORMAL = 1;
const USER_DEFINED = 4;

const nothing = new Uint8Array();

/**
 * Reads the tokens of a model file. Converters disagree about the types of special tokens and the names of reserved ones;
 * what is kept is only what the ids mean, so that such files still count as the same vocabulary.
 */
export function readGgufTokens({ tokens, tokenTypes }: GgufTokens): TokenTable {
  if (tokens.length !== tokenTypes.length) {
    throw new Error(`The model file has ${tokens.length} tokens but ${tokenTypes.length} token types`);
  }
  return TokenTable.fromTokens(tokens.map((text, id) => readToken(text, tokenTypes[id] ?? NORMAL)));
}

function readToken(text: string, type: number): { kind: TokenKind; bytes: Uint8Array } {
  if (isHarmonyControlText(text)) return { kind: 'control', bytes: Buffer.from(text) };
  if (type === NORMAL) return { kind: 'ordinary', bytes: fromByteAlphabet(text) };
  if (type === USER_DEFINED && !/^<\|.*\|>$/.test(text)) return { kind: 'literal', bytes: Buffer.from(text) };
  return { kind: 'control', bytes: nothing };
}
