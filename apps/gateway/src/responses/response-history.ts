import {
  type AskedResponse,
  type ResolvedResponse,
  type ResponseItem,
  isItemReference,
  readItemId,
  readResponseId,
  toResponseId,
} from '#openai-api';
import { ServingError } from '#protocol';
import { itemsLeftBy } from './items-left.js';
import type { ResponseArchive } from './response-archive.js';
import type { ResponseConversations } from './response-conversations.js';
import type { KeptResponse, PresentResponse, Responses } from './response-forms.js';

/** Each response of a chain is read again for each that goes on from it. */
const LONGEST_CHAIN = 1_000;

/** A request with all that it refers to. */
export interface ResolvedInput {
  asked: ResolvedResponse;
  /** Items before its own. */
  history: ResponseItem[];
  /** The responses it goes on from, the oldest first. */
  chain: string[];
}

/** Finds what requests refer to: responses and conversations before them, and single items. */
export class ResponseHistory {
  constructor(
    private readonly archive: Pick<ResponseArchive, 'settle'>,
    private readonly responses: Pick<Responses, 'prolong'>,
    private readonly conversations: Pick<ResponseConversations, 'itemsOf'>,
  ) {}

  /**
   * Throws `previous_response_not_found`, `conversation_not_found` and `item_not_found` for what is not there, or not the
   * tenant's, and `response_in_progress` if the response before has not ended.
   */
  async resolve(asked: AskedResponse, tenant: string): Promise<ResolvedInput> {
    const { history, chain } = await this.before(asked, tenant);
    const input = await this.resolveReferences(asked.input, 'input', history, tenant);
    return { asked: { ...asked, input }, history, chain };
  }

  /** All items that a response was made from, the oldest first, but for those of responses that were deleted since and of its conversation. */
  async itemsUsedFor({ tenant, chain, input }: KeptResponse): Promise<ResponseItem[]> {
    const ancestors = await Promise.all(chain.map((id) => this.archive.settle(tenant, id)));
    return [...ancestors.flatMap((present) => (present ? itemsLeftBy(present) : [])), ...input];
  }

  private async before(
    { previousResponseId, conversationId }: AskedResponse,
    tenant: string,
  ): Promise<Pick<ResolvedInput, 'history' | 'chain'>> {
    if (previousResponseId !== null) return this.beforeResponse(previousResponseId, tenant);
    if (conversationId === null) return { history: [], chain: [] };
    return { history: await this.conversations.itemsOf(tenant, conversationId), chain: [] };
  }

  private async beforeResponse(id: string, tenant: string): Promise<Pick<ResolvedInput, 'history' | 'chain'>> {
    const previous = await this.previous(id, tenant);
    const chain = [...previous.kept.chain, id];
    if (chain.length > LONGEST_CHAIN) throw tooLong();
    const ancestors = await Promise.all(previous.kept.chain.map((ancestor) => this.previous(ancestor, tenant)));
    await this.responses.prolong(tenant, chain);
    return { history: [...ancestors, previous].flatMap(itemsLeftBy), chain };
  }

  private async previous(id: string, tenant: string): Promise<PresentResponse> {
    const present = readResponseId(id) === null ? null : await this.archive.settle(tenant, id);
    if (!present?.kept.isStored) {
      throw new ServingError('previous_response_not_found', `Previous response with id '${id}' not found.`, {
        param: 'previous_response_id',
      });
    }
    if (!present.hasEnded) {
      throw new ServingError('response_in_progress', `Previous response with id '${id}' has not ended yet.`, {
        param: 'previous_response_id',
        retryAfterSeconds: 1,
      });
    }
    return present;
  }

  /**
   * Items with those in the place of references to them: of the ones in `history`, and of stored responses. Throws
   * `item_not_found` naming the reference in `field`.
   */
  async resolveReferences(
    items: AskedResponse['input'],
    field: string,
    history: readonly ResponseItem[],
    tenant: string,
  ): Promise<ResolvedResponse['input']> {
    const known = new Map(history.map((item) => [item.id, item]));
    // Clients refer to items by the dozen, mostly of one response.
    const asked = new Map<string, Promise<ResponseItem[]>>();
    return Promise.all(
      items.map(async (item, index) => {
        if (!isItemReference(item)) return item;
        const found = known.get(item.id) ?? (await this.find(item.id, tenant, asked));
        if (found) return found;
        const message = `Item with id '${item.id}' not found.`;
        throw new ServingError('item_not_found', message, { param: `${field}[${index}].id` });
      }),
    );
  }

  private async find(
    itemId: string,
    tenant: string,
    asked: Map<string, Promise<ResponseItem[]>>,
  ): Promise<ResponseItem | undefined> {
    const place = readItemId(itemId);
    if (!place) return undefined;
    const responseId = toResponseId(place.generationId);
    const items = asked.get(responseId) ?? this.storedItemsOf(responseId, tenant);
    asked.set(responseId, items);
    return (await items).find(({ id }) => id === itemId);
  }

  private async storedItemsOf(id: string, tenant: string): Promise<ResponseItem[]> {
    const present = await this.archive.settle(tenant, id);
    return present?.kept.isStored ? [...present.kept.input, ...present.body.output] : [];
  }
}

function tooLong(): ServingError {
  const message = `Invalid 'previous_response_id': more than ${LONGEST_CHAIN} responses come before; use a conversation, or compact it.`;
  return new ServingError('invalid_value', message, { param: 'previous_response_id' });
}
