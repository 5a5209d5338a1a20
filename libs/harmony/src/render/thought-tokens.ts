import type { Vocabulary } from '../vocabulary/vocabulary.js';
import { producedMessages } from './history.js';

/**
 * The tokens in which the model wrote a thought, of all that it wrote: from behind `<|start|>assistant` up to and with
 * `<|end|>`. Empty when no message on the analysis channel says just that, as when it broke off, or had no proper header.
 */
export function thoughtTokens(text: string, written: readonly number[], vocabulary: Vocabulary): readonly number[] {
  const { end, message: border, channel } = vocabulary.control;
  const analysis = vocabulary.encode('analysis');
  const isThought = (tokens: readonly number[]): boolean =>
    tokens.at(-1) === end &&
    tokens[0] === channel &&
    analysis.every((tokenId, index) => tokens[index + 1] === tokenId) &&
    tokens[analysis.length + 1] === border &&
    textOf(tokens.slice(analysis.length + 2, -1), vocabulary) === text;
  return producedMessages(written, false, vocabulary).find(isThought) ?? [];
}

function textOf(tokenIds: readonly number[], vocabulary: Vocabulary): string {
  return Buffer.concat(tokenIds.map((tokenId) => vocabulary.bytesOf(tokenId))).toString();
}
