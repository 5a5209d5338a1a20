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
import { inBatches } from './in-batches.js';
import { itemsLeftBy } from './items-left.js';
import type { ResponseArchive } from './response-archive.js';
import { chainOf, linkBehind } from './response-chain.js';
import type { ResponseConversations } from './response-conversations.js';
import type { PresentResponse, Responses } from './response-forms.js';

/** Each response of a chain is read again for each that goes on from it. */
const LONGEST_CHAIN = 1_000;
/** Others have their turns between them. */
const READ_AT_ONCE = 16;

/** A request with all that it refers to. */
export interface ResolvedInput {
  asked: ResolvedResponse;
  /** Items before its own, none of which is among these. */
  history: ResponseItem[];
  /** How many items had ever been added to its conversation when it was read; 0 without one. */
  conversationVersion: number;
  /** What it keeps of the chain of responses that it goes on from. */
  chain: string[];
}

/** Finds what requests refer to: responses and conversations before them, and single items. */
export class ResponseHistory {
  constructor(
    private readonly archive: Pick<ResponseArchive, 'settle'>,
    private readonly responses: Pick<Responses, 'prolong'>,
    private readonly conversations: Pick<ResponseConversations, 'read'>,
  ) {}

  /**
   * `before`: items that stand before all others, which only the caller knows. Throws `previous_response_not_found`,
   * `conversation_not_found` and `item_not_found` for what is not there, or not the tenant's, and `response_in_progress` if the
   * response before has not ended.
   */
  async resolve(asked: AskedResponse, tenant: string, before: readonly ResponseItem[] = []): Promise<ResolvedInput> {
    const known = await this.before(asked, tenant);
    const history = [...before, ...known.history];
    const input = await this.resolveReferences(asked.input, 'input', history, tenant);
    return { ...known, asked: { ...asked, input: withoutKnown(input, history) }, history };
  }

  private async before(
    { previousResponseId, conversationId }: AskedResponse,
    tenant: string,
  ): Promise<Omit<ResolvedInput, 'asked'>> {
    if (previousResponseId !== null)
      return { ...(await this.beforeResponse(previousResponseId, tenant)), conversationVersion: 0 };
    if (conversationId === null) return { history: [], chain: [], conversationVersion: 0 };
    const { items, version } = await this.conversations.read(tenant, conversationId);
    return { history: items, chain: [], conversationVersion: version };
  }

  private async beforeResponse(id: string, tenant: string): Promise<Pick<ResolvedInput, 'history' | 'chain'>> {
    const previous = await this.previous(id, tenant);
    const chain = await chainOf(previous.kept, async (ancestor) => (await this.previous(ancestor, tenant)).kept);
    if (chain.length >= LONGEST_CHAIN) throw tooLong();
    const ancestors = await inBatches(chain, READ_AT_ONCE, (ancestor) => this.previous(ancestor, tenant));
    await this.responses.prolong(tenant, [...chain, id]);
    return { history: [...ancestors, previous].flatMap(itemsLeftBy), chain: linkBehind(previous.kept) };
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
   * Items with those in the place of references to them: of the ones in `history`, beside them, and of stored responses. Throws
   * `item_not_found` naming the reference in `field`.
   */
  async resolveReferences(
    items: AskedResponse['input'],
    field: string,
    history: readonly ResponseItem[],
    tenant: string,
  ): Promise<ResolvedResponse['input']> {
    const beside = items.filter((item) => !isItemReference(item));
    const known = new Map([...beside, ...history].map((item) => [item.id, item]));
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

/** Some clients send back what they were answered, and name the response as well: the model reads it once. */
function withoutKnown(input: ResolvedResponse['input'], history: readonly ResponseItem[]): ResolvedResponse['input'] {
  const known = new Set(history.map(({ id }) => id));
  return input.filter(({ id }) => {
    if (id === undefined || readItemId(id) === null) return true;
    const isNew = !known.has(id);
    known.add(id);
    return isNew;
  });
}

function tooLong(): ServingError {
  const message = `Invalid 'previous_response_id': more than ${LONGEST_CHAIN} responses come before; use a conversation, or compact it.`;
  return new ServingError('invalid_value', message, { param: 'previous_response_id' });
}
