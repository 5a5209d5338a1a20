import type { Vocabulary } from '#harmony';
import type { Generation } from '#protocol';

/** The prompt of each generation as a text, control tokens by their names. Generations of one prompt come one behind the other. */
export function promptTexts(
  generations: readonly Pick<Generation, 'promptTokenIds'>[],
  vocabulary: Pick<Vocabulary, 'nameOf'>,
): string[] {
  const texts: string[] = [];
  for (const [index, { promptTokenIds }] of generations.entries()) {
    const isShared = generations[index - 1]?.promptTokenIds === promptTokenIds;
    texts.push(isShared ? (texts.at(-1) ?? '') : toText(promptTokenIds, vocabulary));
  }
  return texts;
}

/** Any tokens as a text, control tokens by their names; what is no character becomes U+FFFD. */
export function toText(tokenIds: readonly number[], vocabulary: Pick<Vocabulary, 'nameOf'>): string {
  return Buffer.concat(tokenIds.map((tokenId) => vocabulary.nameOf(tokenId))).toString();
}
