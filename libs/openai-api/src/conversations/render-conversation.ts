import type { JsonObject } from '#protocol';
import type { ResponseItem } from '../responses/response-item.js';
import type { ShownParts } from './parse-item-queries.js';

/** A conversation as OpenAI's clients know it. */
export interface ConversationBody {
  id: string;
  object: 'conversation';
  created_at: number;
  metadata: JsonObject;
}

export interface ConversationItemList {
  object: 'list';
  data: ResponseItem[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

/** Who looks at an item, and what of it they want to see. */
export interface ItemViewer {
  include: ShownParts;
  maySeeReasoning: boolean;
}

export function toConversation(
  id: string,
  { createdAtMs, metadata }: { createdAtMs: number; metadata: JsonObject },
): ConversationBody {
  return { id, object: 'conversation', created_at: Math.floor(createdAtMs / 1_000), metadata };
}

export function toDeletedConversation(id: string) {
  return { id, object: 'conversation.deleted' as const, deleted: true };
}

export function toItemList(items: readonly ResponseItem[], hasMore: boolean, viewer: ItemViewer): ConversationItemList {
  return {
    object: 'list',
    data: items.map((item) => showItem(item, viewer)),
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}

/** An item as it is stored, without what its viewer may not see or did not ask for. */
export function showItem(item: ResponseItem, { include, maySeeReasoning }: ItemViewer): ResponseItem {
  if (item.type === 'reasoning') {
    const { encrypted_content: sealed, ...thought } = item;
    const shown = maySeeReasoning ? thought : { ...thought, content: [] };
    return include.encryptedContent && sealed !== undefined ? { ...shown, encrypted_content: sealed } : shown;
  }
  if (item.type !== 'message' || item.role !== 'assistant' || include.logprobs) return item;
  const content = item.content.map((part) => (part.type === 'output_text' ? { ...part, logprobs: [] } : part));
  return { ...item, content };
}
