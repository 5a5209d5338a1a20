import type { Vocabulary } from '#harmony';
import type { Generation } from '#protocol';
import { detokenize } from '../tokens/detokenize.js';

/** The prompt of each generation as a text, control tokens by their names. Generations of one prompt come one behind the other. */
export async function promptTexts(
  generations: readonly Pick<Generation, 'promptTokenIds'>[],
  vocabulary: Pick<Vocabulary, 'nameOf'>,
): Promise<string[]> {
  const texts: string[] = [];
  for (const [index, { promptTokenIds }] of generations.entries()) {
    const isShared = generations[index - 1]?.promptTokenIds === promptTokenIds;
    texts.push(isShared ? (texts.at(-1) ?? '') : await detokenize(promptTokenIds, vocabulary));
  }
  return texts;
}
