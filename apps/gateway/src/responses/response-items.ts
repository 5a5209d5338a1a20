import { type ItemsQuery, type ResponseItem, readItemId, toResponseId } from '#openai-api';
import { ServingError } from '#protocol';
import { itemsLeftBy } from './items-left.js';
import type { ResponseArchive } from './response-archive.js';
import { chainOf } from './response-chain.js';
import type { KeptResponse } from './response-forms.js';

/** Responses read at the same time for one page, of which the first few mostly fill it. */
const READ_AT_ONCE = 8;

type Page = Pick<ItemsQuery, 'order' | 'after' | 'limit'>;

/** Pages through what responses were made from, and reads no more of them than that takes. */
export class ResponseItems {
  constructor(private readonly archive: Pick<ResponseArchive, 'settle'>) {}

  /**
   * Some of all items that a response was made from, but for those of responses that were deleted since and of its conversation.
   * Throws `invalid_value` if none is the one behind which the page begins.
   */
  async page(of: KeptResponse, asked: Page): Promise<{ items: ResponseItem[]; hasMore: boolean }> {
    const chain = await chainOf(of, async (id) => (await this.archive.settle(of.tenant, id))?.kept ?? null);
    const ids = asked.order === 'asc' ? [...chain, of.id] : [of.id, ...chain.toReversed()];
    const near = asked.after === null ? 0 : placeOf(asked.after, ids);
    const found = (await this.read(of, ids.slice(near), asked)) ?? (near > 0 ? await this.read(of, ids, asked) : null);
    if (found) return { items: found.slice(0, asked.limit), hasMore: found.length > asked.limit };
    throw noItemAfter(asked.after);
  }

  /** One more than the page holds, if there are so many; `null` if none of all is the one behind which it begins. */
  private async read(
    of: KeptResponse,
    ids: readonly string[],
    { order, after, limit }: Page,
  ): Promise<ResponseItem[] | null> {
    let found: ResponseItem[] | null = after === null ? [] : null;
    for (let at = 0; at < ids.length && (found?.length ?? 0) <= limit; at += READ_AT_ONCE) {
      const read = await Promise.all(ids.slice(at, at + READ_AT_ONCE).map((id) => this.itemsOf(of, id)));
      for (const item of read.flatMap((items) => (order === 'asc' ? items : items.toReversed()))) {
        if (found) found.push(item);
        else if (item.id === after) found = [];
      }
    }
    return found;
  }

  private async itemsOf({ tenant, id, input }: KeptResponse, wanted: string): Promise<readonly ResponseItem[]> {
    if (wanted === id) return input;
    const present = await this.archive.settle(tenant, wanted);
    return present ? itemsLeftBy(present) : [];
  }
}

/** Where an item probably is: its id tells of which response it was part first. */
function placeOf(itemId: string, responseIds: readonly string[]): number {
  const place = readItemId(itemId);
  return place ? Math.max(0, responseIds.indexOf(toResponseId(place.generationId))) : 0;
}

/** Of a list that has no item behind which the asked page could begin. */
export function noItemAfter(after: string | null): ServingError {
  return new ServingError('invalid_value', `Invalid 'after': there is no item '${after}' here.`, { param: 'after' });
}
