import type { JsonObject } from '#protocol';

/** Whose conversation, under which id. */
export interface ConversationAddress {
  tenant: string;
  id: string;
}

/** An item of a conversation. What stands in it only its dialect reads. */
export interface ConversationItem {
  id: string;
  item: object;
}

/** The response that writes to a conversation. */
export interface ConversationLock {
  responseId: string;
}

export interface StoredConversation {
  createdAtMs: number;
  metadata: JsonObject;
  /** `null` when no response writes to it. */
  lock: ConversationLock | null;
}

/** All items of a conversation. */
export interface WholeConversation {
  items: JsonObject[];
  /** How many items were ever added to it: whoever read it at this version knows all that was said. */
  version: number;
}

/** A response that writes to the conversation forbids it. */
export interface LockedOutcome {
  outcome: 'locked';
  lock: ConversationLock;
}

/** What became of a change. */
export type ChangeOutcome = { outcome: 'ok' | 'gone' } | LockedOutcome;
/** `full`: it would hold more than a conversation may. */
export type AddOutcome = ChangeOutcome | { outcome: 'full' };
export type RemoveItemOutcome = ChangeOutcome | { outcome: 'unknown' };
/** `changed`: something was added since the version that the response knows. */
export type LockOutcome = ChangeOutcome | { outcome: 'changed' };
export type ReadItemOutcome = { outcome: 'ok'; item: JsonObject } | { outcome: 'gone' | 'unknown' };

/** Which items are wanted; `after` is the id of the one before the first. */
export interface ItemPage {
  order: 'asc' | 'desc';
  after: string | null;
  limit: number;
}

/** One page of items, and what there is to say of the whole conversation at that moment: what it counts, and its version. */
export interface ListedItems {
  outcome: 'ok';
  items: JsonObject[];
  hasMore: boolean;
  lastId: string;
  bytes: number;
  version: number;
}

export type ListItemsOutcome = ListedItems | { outcome: 'gone' | 'unknown' };
