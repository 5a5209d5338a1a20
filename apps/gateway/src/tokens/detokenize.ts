import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Vocabulary } from '#harmony';

/** At most a few milliseconds of work, whatever is made of them. */
const TOKENS_AT_ONCE = 1_000;

/** What is made of each token; gives others their turns in between, since there may be many. */
export async function mapTokens<Result>(
  tokenIds: readonly number[],
  toResult: (tokenId: number) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < tokenIds.length; at += TOKENS_AT_ONCE) {
    if (at > 0) await nextTurn();
    for (const tokenId of tokenIds.slice(at, at + TOKENS_AT_ONCE)) results.push(toResult(tokenId));
  }
  return results;
}

/** Tokens as a text, control tokens by their names; what is no character becomes U+FFFD. Gives others their turns. */
export async function detokenize(tokenIds: readonly number[], vocabulary: Pick<Vocabulary, 'nameOf'>): Promise<string> {
  const characters = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for (let at = 0; at < tokenIds.length; at += TOKENS_AT_ONCE) {
    if (at > 0) await nextTurn();
    const names = tokenIds.slice(at, at + TOKENS_AT_ONCE).map((tokenId) => vocabulary.nameOf(tokenId));
    text += characters.decode(Buffer.concat(names), { stream: true });
  }
  return text + characters.decode();
}
