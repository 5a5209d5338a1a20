/** What a token must be, to follow "must be". */
export const HUB_TOKEN_FORM = 'one line of printable ASCII characters without spaces';

/** Whether a header can carry it. */
export function isHubToken(text: string): boolean {
  return /^[!-~]+$/.test(text);
}
