import { createHash } from 'node:crypto';
import { type Vocabulary, placeOfToken } from '#harmony';
import { type Generation, ServingError, newGenerationId } from '#protocol';

/** What somebody wants an answer to be from some token on. */
export interface Rewrite {
  /** How many of its tokens stay. */
  token: number;
  /** What follows them, as plain text; may be empty. */
  text: string;
}

/** The tokens that stay and the new ones behind them. */
export interface RewrittenOutput {
  toToken: number;
  tokenIds: readonly number[];
}

/**
 * Checks a rewrite of an output and tokenizes its text, which never gives control tokens. Throws `invalid_value` if there are
 * not so many tokens, if text has no place behind them, or if nothing could follow. Who knows the text's tokens already gives
 * them as `textIds`.
 */
export function rewriteOutput(
  { token, text }: Rewrite,
  outputIds: readonly number[],
  generation: Pick<Generation, 'outputFormat' | 'toolNames' | 'maxOutputTokens'>,
  vocabulary: Vocabulary,
  textIds?: readonly number[],
): RewrittenOutput {
  if (token > outputIds.length) {
    throw refuse('token', `there are ${outputIds.length} tokens.`);
  }
  const { place } = placeOfToken(vocabulary, generation, outputIds.slice(0, token));
  if (place === 'over') throw refuse('token', 'the turn is over behind it; nothing can follow.');
  if (place === 'header' && text !== '') {
    throw refuse(
      'token',
      'text can only be put into reasoning, an answer or the arguments of a call, not between them.',
    );
  }
  const { maxOutputTokens } = generation;
  const tokenIds = textIds ?? vocabulary.encode(text);
  if (token + tokenIds.length >= maxOutputTokens) {
    throw refuse('text', `with it there would be no room within the ${maxOutputTokens} tokens that were asked for.`);
  }
  return { toToken: token, tokenIds };
}

/** A generation of its own that begins like another one's output. It is drawn in its own way, and goes on without a follower. */
export function forkGeneration(
  source: Generation,
  outputIds: readonly number[],
  { toToken, tokenIds }: RewrittenOutput,
  nowMs: number = Date.now(),
): Generation {
  const id = newGenerationId(nowMs);
  return {
    ...source,
    id,
    sampling: { ...source.sampling, seed: mixSeed(source.sampling.seed, id) },
    persistence: 'background',
    openingTokenIds: [...outputIds.slice(0, toToken), ...tokenIds],
    forkedFrom: { id: source.id, toToken },
    acceptedAtMs: nowMs,
  };
}

function mixSeed(seed: number, id: string): number {
  return (seed ^ createHash('sha256').update(id).digest().readUInt32LE()) >>> 0;
}

function refuse(param: string, reason: string): ServingError {
  return new ServingError('invalid_value', `Invalid '${param}': ${reason}`, { param });
}
