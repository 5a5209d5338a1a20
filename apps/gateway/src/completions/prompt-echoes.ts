import type { Vocabulary } from '#harmony';
import type { CompletionRequest, Echo } from '#openai-api';
import type { Generation } from '#protocol';
import { detokenize, mapTokens } from '../tokens/detokenize.js';

/**
 * The prompt of each generation, control tokens by their names; nothing if it is not to be given back. Generations of one
 * prompt come one behind the other.
 */
export async function promptEchoes(
  generations: readonly Pick<Generation, 'promptTokenIds'>[],
  vocabulary: Pick<Vocabulary, 'nameOf'>,
  { includeLogprobs }: Pick<CompletionRequest, 'includeLogprobs'>,
): Promise<Echo[]> {
  const echoes: Echo[] = [];
  for (const [index, { promptTokenIds }] of generations.entries()) {
    const before = generations[index - 1]?.promptTokenIds === promptTokenIds ? echoes.at(-1) : undefined;
    echoes.push(before ?? (await toEcho(promptTokenIds, vocabulary, includeLogprobs)));
  }
  return echoes;
}

async function toEcho(
  tokenIds: readonly number[],
  vocabulary: Pick<Vocabulary, 'nameOf'>,
  withTokens: boolean,
): Promise<Echo> {
  const text = await detokenize(tokenIds, vocabulary);
  return { text, tokens: withTokens ? await mapTokens(tokenIds, (tokenId) => vocabulary.nameOf(tokenId)) : [] };
}
