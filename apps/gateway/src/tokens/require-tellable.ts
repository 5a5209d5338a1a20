import { ServingError } from '#protocol';

/** Twice what the longest context of a gpt-oss holds. */
export const MOST_TOLD_TOKENS = 2 * 131_072;

/** Throws `invalid_value`, naming `param`, when a text has more tokens than an answer tells: millions take gigabytes to write down. */
export function requireTellable({ length }: readonly number[], param: string): void {
  if (length <= MOST_TOLD_TOKENS) return;
  throw new ServingError(
    'invalid_value',
    `Invalid '${param}': ${length} tokens are too many; an answer tells at most ${MOST_TOLD_TOKENS}.`,
    { param },
  );
}
