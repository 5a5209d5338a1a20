import type { ItemKind } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';
import { HarmonyParser } from './harmony-parser.js';

/**
 * What text would be put into that came behind some tokens: the body of an item; a header, or a body that is shown to nobody,
 * where text has no place; or nothing, because the turn is over.
 */
export type OutputPlace = { place: ItemKind } | { place: 'header' } | { place: 'over' };

/** Where a token belongs: to the text of an item, or to what stands between texts. */
export type TokenChannel = ItemKind | 'header';

/** The place behind all of these tokens, the first of which stands right behind the prompt. */
export function placeOfToken(
  vocabulary: Vocabulary,
  toolNames: readonly string[],
  tokenIds: readonly number[],
): OutputPlace {
  const parser = new HarmonyParser(vocabulary, toolNames);
  for (const tokenId of tokenIds) parser.push(tokenId);
  return { place: parser.place };
}

/** For every token of an output its channel; control tokens belong to no text. */
export function channelsOfTokens(
  vocabulary: Vocabulary,
  toolNames: readonly string[],
  tokenIds: readonly number[],
): TokenChannel[] {
  const parser = new HarmonyParser(vocabulary, toolNames);
  return tokenIds.map((tokenId) => {
    const { place } = parser;
    parser.push(tokenId);
    return place === 'over' || vocabulary.isControl(tokenId) ? 'header' : place;
  });
}
