import {
  type ConversationAddress,
  type ConversationStore,
  MOST_CONVERSATION_BYTES,
  type StoredConversation,
} from '#ledger';
import {
  type ItemsQuery,
  type NewItem,
  type ResponseItem,
  isConversationId,
  newConversationId,
  newItemId,
} from '#openai-api';
import { type JsonObject, ServingError } from '#protocol';
import type { ResponseArchive } from '../responses/response-archive.js';
import type { ResponseConversations } from '../responses/response-conversations.js';
import type { ResponseHistory } from '../responses/response-history.js';
import { noItemAfter } from '../responses/response-items.js';

/** A conversation under its id. */
export type NamedConversation = Pick<StoredConversation, 'createdAtMs' | 'metadata'> & { id: string };

/**
 * What tenants do with their conversations themselves. All methods throw `conversation_not_found` for one that is not there or
 * not theirs; what would change items throws `conversation_locked` while a response writes to it, and what would add more than
 * one may hold `invalid_value`.
 */
export class Conversations {
  constructor(
    private readonly store: ConversationStore,
    private readonly archive: Pick<ResponseArchive, 'settle'>,
    private readonly writers: Pick<ResponseConversations, 'whenFree'>,
    private readonly history: Pick<ResponseHistory, 'resolveReferences'>,
  ) {}

  async create(tenant: string, metadata: JsonObject, items: readonly NewItem[]): Promise<NamedConversation> {
    const id = newConversationId();
    const entering = (await this.name(tenant, items)).map(toStored);
    const createdAtMs = await this.store.create({ tenant, id }, metadata, entering);
    if (createdAtMs === null) throw tooMuch();
    return { id, metadata, createdAtMs };
  }

  async find(tenant: string, id: string): Promise<NamedConversation> {
    const conversation = isConversationId(id) ? await this.store.read({ tenant, id }) : null;
    if (!conversation) throw notFound(id);
    // What a response that has ended leaves is there for whoever looks from then on.
    if (conversation.lock) await this.archive.settle(tenant, conversation.lock.responseId);
    return { id, ...conversation };
  }

  /** Replaces its metadata. */
  async describe(tenant: string, id: string, metadata: JsonObject): Promise<NamedConversation> {
    const { createdAtMs } = await this.find(tenant, id);
    if (!(await this.store.describe({ tenant, id }, metadata))) throw notFound(id);
    return { id, createdAtMs, metadata };
  }

  /** Its items go with it. A response that is under way in it goes on, and is only kept by itself. */
  async delete(tenant: string, id: string): Promise<void> {
    if (!isConversationId(id) || !(await this.store.delete({ tenant, id }))) throw notFound(id);
  }

  /** Adds items in their order, each under an id of its own. */
  async add(tenant: string, id: string, items: readonly NewItem[]): Promise<ResponseItem[]> {
    const which = await this.require(tenant, id);
    const named = await this.name(tenant, items);
    const { outcome } = await this.writers.whenFree(tenant, id, () => this.store.add(which, named.map(toStored)));
    if (outcome === 'full') throw tooMuch();
    if (outcome !== 'ok') throw notFound(id);
    return named;
  }

  /** Throws `invalid_value` when there is no item `after`. */
  async list(
    tenant: string,
    id: string,
    asked: Pick<ItemsQuery, 'order' | 'after' | 'limit'>,
  ): Promise<{ items: ResponseItem[]; hasMore: boolean }> {
    const listed = await this.store.list(await this.require(tenant, id), asked);
    if (listed.outcome !== 'ok') throw listed.outcome === 'gone' ? notFound(id) : noItemAfter(asked.after);
    return { items: listed.items.map(fromStored), hasMore: listed.hasMore };
  }

  /** Throws `item_not_found`. */
  async item(tenant: string, id: string, itemId: string): Promise<ResponseItem> {
    const found = await this.store.readItem(await this.require(tenant, id), itemId);
    if (found.outcome === 'ok') return fromStored(found.item);
    throw found.outcome === 'gone' ? notFound(id) : itemNotFound(itemId);
  }

  /** Throws `item_not_found`. */
  async removeItem(tenant: string, id: string, itemId: string): Promise<NamedConversation> {
    const conversation = await this.find(tenant, id);
    const which = { tenant, id };
    const { outcome } = await this.writers.whenFree(tenant, id, () => this.store.removeItem(which, itemId));
    if (outcome === 'unknown') throw itemNotFound(itemId);
    if (outcome !== 'ok') throw notFound(id);
    return conversation;
  }

  private async require(tenant: string, id: string): Promise<ConversationAddress> {
    await this.find(tenant, id);
    return { tenant, id };
  }

  private async name(tenant: string, items: readonly NewItem[]): Promise<ResponseItem[]> {
    const resolved = await this.history.resolveReferences(items, 'items', [], tenant);
    return resolved.map((item): ResponseItem => ({ ...item, id: newItemId(item.type) }));
  }
}

function toStored(item: ResponseItem): { id: string; item: JsonObject } {
  return { id: item.id, item: { ...item } as unknown as JsonObject };
}

/** Only ever what was put there as an item. */
function fromStored(item: JsonObject): ResponseItem {
  return item as unknown as ResponseItem;
}

function notFound(id: string): ServingError {
  return new ServingError('conversation_not_found', `Conversation with id '${id}' not found.`);
}

function itemNotFound(id: string): ServingError {
  return new ServingError('item_not_found', `Item with id '${id}' not found.`);
}

function tooMuch(): ServingError {
  const most = `${MOST_CONVERSATION_BYTES / 2 ** 20} MiB`;
  const message = `Invalid 'items': a conversation holds up to ${most} of items, of which each counts at least 1 KiB.`;
  return new ServingError('invalid_value', message, { param: 'items' });
}
