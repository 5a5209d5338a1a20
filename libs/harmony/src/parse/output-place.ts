import type { ItemKind } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';
import { openReader, type ReadOutput } from './output-reader.js';

/**
 * What text would be put into that came behind some tokens: the body of an item; a header, or a body that is shown to nobody,
 * where text has no place; or nothing, because the turn is over.
 */
export type OutputPlace = { place: ItemKind } | { place: 'header' } | { place: 'over' };

/** Where a token belongs: to the text of an item, or to what stands between texts. */
export type TokenChannel = ItemKind | 'header';

/** The place behind all of these tokens, the first of which stands right behind the prompt. */
export function placeOfToken(vocabulary: Vocabulary, output: ReadOutput, tokenIds: readonly number[]): OutputPlace {
  const reader = openReader(vocabulary, output);
  for (const tokenId of tokenIds) reader.push(tokenId);
  return { place: reader.place };
}

/** For every token of an output its channel; control tokens belong to no text. */
export function channelsOfTokens(
  vocabulary: Vocabulary,
  output: ReadOutput,
  tokenIds: readonly number[],
): TokenChannel[] {
  const reader = openReader(vocabulary, output);
  return tokenIds.map((tokenId) => {
    const { place } = reader;
    reader.push(tokenId);
    return place === 'over' || vocabulary.isControl(tokenId) ? 'header' : place;
  });
}
