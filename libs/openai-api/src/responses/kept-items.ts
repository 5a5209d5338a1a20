import type { GrowingItem } from './growing-item.js';

/** How many of the items that were told are, or can still become, those that stand after an edit; all others are void. */
export function countKept(
  told: readonly GrowingItem[],
  standing: readonly GrowingItem[],
  growing: GrowingItem | null,
): number {
  const different = told.findIndex((item, place) => {
    const next = standing[place];
    return !next || !isOrBecomes(item, next, next === growing);
  });
  return different < 0 ? told.length : different;
}

/** What was told to be over must be so, and the same; what was not may have got more. */
function isOrBecomes(told: GrowingItem, next: GrowingItem, grows: boolean): boolean {
  if (!isSameItem(told, next) || !next.text.startsWith(told.text) || !isBeginningOf(told, next)) return false;
  if (told.status === 'in_progress') return true;
  return !grows && told.text.length === next.text.length && told.logprobs.length === next.logprobs.length;
}

function isSameItem(told: GrowingItem, next: GrowingItem): boolean {
  return (
    told.type === next.type && told.phase === next.phase && told.name === next.name && told.namespace === next.namespace
  );
}

/** The same words may be of other tokens. */
function isBeginningOf({ logprobs }: GrowingItem, next: GrowingItem): boolean {
  return JSON.stringify(logprobs) === JSON.stringify(next.logprobs.slice(0, logprobs.length));
}
