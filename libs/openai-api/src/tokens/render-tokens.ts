import { isUtf8 } from 'node:buffer';

/** One token with its text, as llama-server tells it: bytes where it is no whole character. */
export interface TokenPiece {
  id: number;
  piece: string | number[];
}

/** The answer of `POST /tokenize`, for the clients of vLLM and those of llama-server. */
export interface TokenizeBody {
  count: number;
  max_model_len: number;
  /** `null` for whoever may not see what is in them. */
  tokens: readonly number[] | TokenPiece[] | null;
  /** The texts of the tokens, if they were asked for. */
  token_strs?: string[] | null;
}

/** The answer of `POST /detokenize`: `prompt` for the clients of vLLM, `content` for those of llama-server. */
export interface DetokenizeBody {
  prompt: string;
  content: string;
}

/** The answer of `POST /apply-template`. */
export interface ApplyTemplateBody {
  /** What the model reads, control tokens by their names. A text that looks the same is not the same. */
  prompt: string;
  tokens: readonly number[];
}

export function toTokenPiece(id: number, bytes: Uint8Array): TokenPiece {
  return { id, piece: isUtf8(bytes) ? Buffer.from(bytes).toString() : [...bytes] };
}

export function toDetokenizeBody(text: string): DetokenizeBody {
  return { prompt: text, content: text };
}
