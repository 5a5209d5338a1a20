import type { JsonObject } from '#protocol';
import type { ResponseItem } from '../responses/response-item.js';
import { type ShownParts, showItem } from '../responses/show-response.js';

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

export function toConversation(
  id: string,
  { createdAtMs, metadata }: { createdAtMs: number; metadata: JsonObject },
): ConversationBody {
  return { id, object: 'conversation', created_at: Math.floor(createdAtMs / 1_000), metadata };
}

export function toDeletedConversation(id: string) {
  return { id, object: 'conversation.deleted' as const, deleted: true };
}

/** A page of stored items as somebody may see them. */
export function toItemList(items: readonly ResponseItem[], hasMore: boolean, parts: ShownParts): ConversationItemList {
  return {
    object: 'list',
    data: items.map((item) => showItem(item, parts)),
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}
