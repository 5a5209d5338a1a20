import type { Vocabulary } from '#harmony';
import { ServingError } from '#protocol';

/** Which tokens a client may name, and where it did. */
export interface NamedTokens {
  tokenIds: readonly number[];
  /** The field of the body that holds them: `prompt[1]`. */
  param: string;
  mayBeControl: boolean;
}

/**
 * Throws `invalid_value` for an id that the vocabulary does not have, and for one of a control token unless that is allowed:
 * with those, a prompt could speak as anybody.
 */
export function requireTokens(
  { tokenIds, param, mayBeControl }: NamedTokens,
  vocabulary: Pick<Vocabulary, 'size' | 'isControl'>,
): void {
  for (const [index, tokenId] of tokenIds.entries()) {
    if (tokenId >= vocabulary.size) throw refuse(`${param}[${index}]`, `${tokenId} is no token of this model.`);
    if (mayBeControl || !vocabulary.isControl(tokenId)) continue;
    const reason = `${tokenId} is a control token, and this key may not write any: it lacks the scope 'admin'.`;
    throw refuse(`${param}[${index}]`, reason);
  }
}

function refuse(param: string, reason: string): ServingError {
  return new ServingError('invalid_value', `Invalid '${param}': ${reason}`, { param });
}
