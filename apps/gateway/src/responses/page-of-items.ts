import type { ItemsQuery, ResponseItem } from '#openai-api';
import { ServingError } from '#protocol';

/** The items of one page, of all in their order. Throws `invalid_value` if none is the one behind which it begins. */
export function pageOf(
  items: readonly ResponseItem[],
  { order, after, limit }: Pick<ItemsQuery, 'order' | 'after' | 'limit'>,
): { items: ResponseItem[]; hasMore: boolean } {
  const ordered = order === 'asc' ? items : items.toReversed();
  const last = after === null ? -1 : ordered.findIndex(({ id }) => id === after);
  if (after !== null && last < 0)
    throw new ServingError('invalid_value', `Invalid 'after': there is no item '${after}' here.`, { param: 'after' });
  const rest = ordered.slice(last + 1);
  return { items: rest.slice(0, limit), hasMore: rest.length > limit };
}
