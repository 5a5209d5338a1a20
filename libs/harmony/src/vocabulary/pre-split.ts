/**
 * The pattern of o200k, by which text is cut into pieces before bytes are merged; no token crosses a cut.
 * After `pattern()` in https://github.com/openai/harmony/blob/main/src/tiktoken_ext/public_encodings.rs, where it is
 * written for Rust. Said differently here, to mean the same:
 * - white space by its Unicode property: JavaScript's \s takes in U+FEFF and leaves out U+0085;
 * - contractions in every case Rust would fold, which for "s" includes the long s, U+017F.
 */
const contraction = "(?:'(?:[sS\\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL]{2}|[dD]))?";
const upperish = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const lowerish = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
const leader = '[^\\r\\n\\p{L}\\p{N}]?';
const space = '\\p{White_Space}';

const PIECE = new RegExp(
  [
    `${leader}${upperish}*${lowerish}+${contraction}`,
    `${leader}${upperish}+${lowerish}*${contraction}`,
    '\\p{N}{1,3}',
    ` ?[^${space}\\p{L}\\p{N}]+[\\r\\n/]*`,
    `${space}*[\\r\\n]+`,
    `${space}+(?!\\P{White_Space})`,
    `${space}+`,
  ].join('|'),
  'gu',
);

/** Cuts a well-formed text (see `String.prototype.toWellFormed`) into pieces; joined, they are the text again. */
export function preSplit(text: string): string[] {
  return text.match(PIECE) ?? [];
}
