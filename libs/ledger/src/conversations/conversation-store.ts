import type { JsonObject } from '#protocol';
import { compressJson, decompressJson } from '../compressed-json.js';
import type { LedgerKeys } from '../keys.js';
import type { LedgerConnection } from '../ledger-connection.js';
import type { ScriptName } from '../scripts.js';

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

/** The response that writes to a conversation, and for how long already, by Redis's clock. */
export interface ConversationLock {
  responseId: string;
  heldMs: number;
}

export interface StoredConversation {
  createdAtMs: number;
  metadata: JsonObject;
  /** `null` when no response writes to it. */
  lock: ConversationLock | null;
}

/** What became of a change that a response which writes to the conversation forbids. */
export type ChangeOutcome = { outcome: 'ok' | 'gone' } | { outcome: 'locked'; lock: ConversationLock };
export type RemoveItemOutcome = ChangeOutcome | { outcome: 'unknown' };
export type ReadItemOutcome = { outcome: 'ok'; item: JsonObject } | { outcome: 'gone' | 'unknown' };

/** Which items are wanted; `after` is the id of the one before the first. */
export interface ItemPage {
  order: 'asc' | 'desc';
  after: string | null;
  limit: number;
}

export type ListItemsOutcome =
  { outcome: 'ok'; items: JsonObject[]; hasMore: boolean; lastId: string } | { outcome: 'gone' | 'unknown' };

type Reply = readonly (Buffer | number | null)[];

const READ_AT_ONCE = 250;

/**
 * Conversations of tenants and their items, in the order in which they were added; each is kept for `keptMs` after it was used
 * last. Another tenant's is `gone` like what never was. Every method throws `ledger_unavailable` when Redis cannot be reached, and may be called again then.
 */
export class ConversationStore {
  constructor(
    private readonly connection: Pick<LedgerConnection, 'runBinary'>,
    private readonly keys: LedgerKeys,
    private readonly keptMs: number,
  ) {}

  /** Begins a conversation under a new id. Milliseconds of its creation. */
  async create(to: ConversationAddress, metadata: JsonObject, items: readonly ConversationItem[]): Promise<number> {
    const entering = await idsAndItems(items);
    const [, createdAtMs] = await this.run('conversationCreate', to, JSON.stringify(metadata), ...entering);
    return Number(createdAtMs);
  }

  /** `null` when there is none. */
  async read(from: ConversationAddress): Promise<StoredConversation | null> {
    const [outcome, createdAtMs, metadata, responseId, heldMs] = await this.run('conversationRead', from);
    if (String(outcome) !== 'ok') return null;
    return {
      createdAtMs: Number(createdAtMs),
      metadata: JSON.parse(String(metadata)) as JsonObject,
      lock: String(responseId) === '' ? null : { responseId: String(responseId), heldMs: Number(heldMs) },
    };
  }

  /** Replaces the metadata; whether there is such a conversation. */
  async describe(which: ConversationAddress, metadata: JsonObject): Promise<boolean> {
    return isOk(await this.run('conversationDescribe', which, JSON.stringify(metadata)));
  }

  /** Forgets a conversation with all its items, also one that a response still writes to; whether there was one. */
  async delete(which: ConversationAddress): Promise<boolean> {
    return isOk(await this.run('conversationDelete', which));
  }

  /** Adds items behind all others. Their ids must be new to the conversation: one that is there already stays as it is. */
  async add(to: ConversationAddress, items: readonly ConversationItem[]): Promise<ChangeOutcome> {
    return toChangeOutcome(await this.run('conversationAddItems', to, ...(await idsAndItems(items))));
  }

  async removeItem(from: ConversationAddress, itemId: string): Promise<RemoveItemOutcome> {
    const reply = await this.run('conversationRemoveItem', from, itemId);
    return String(reply[0]) === 'unknown' ? { outcome: 'unknown' } : toChangeOutcome(reply);
  }

  async readItem(from: ConversationAddress, itemId: string): Promise<ReadItemOutcome> {
    const [outcome, item] = await this.run('conversationReadItem', from, itemId);
    if (item instanceof Buffer) return { outcome: 'ok', item: await decompressJson<JsonObject>(item) };
    return { outcome: String(outcome) === 'unknown' ? 'unknown' : 'gone' };
  }

  /** One page of items, `unknown` if there is no item `after`. Costs what the page holds, however long the conversation is. */
  async list(from: ConversationAddress, { order, after, limit }: ItemPage): Promise<ListItemsOutcome> {
    const [outcome, more, lastId, ...items] = await this.run('conversationListItems', from, order, after ?? '', limit);
    if (String(outcome) !== 'ok') return { outcome: String(outcome) === 'unknown' ? 'unknown' : 'gone' };
    const found = items.flatMap((item) => (item instanceof Buffer ? [decompressJson<JsonObject>(item)] : []));
    return { outcome: 'ok', items: await Promise.all(found), hasMore: more === 1, lastId: String(lastId) };
  }

  /** All items from the first on, in as many round trips as they need; `null` when the conversation is gone. */
  async readAll(from: ConversationAddress): Promise<JsonObject[] | null> {
    const items: JsonObject[] = [];
    for (let after: string | null = null; ;) {
      const page: ListItemsOutcome = await this.list(from, { order: 'asc', after, limit: READ_AT_ONCE });
      if (page.outcome !== 'ok') return null;
      items.push(...page.items);
      if (!page.hasMore) return items;
      after = page.lastId;
    }
  }

  /** Takes the conversation for a response: until it is concluded or unlocked, nobody else adds to it or takes from it. */
  async lock(which: ConversationAddress, responseId: string): Promise<ChangeOutcome> {
    return toChangeOutcome(await this.run('conversationLock', which, responseId));
  }

  /** The response does not write to it any more, and leaves nothing; no matter whether it ever did. */
  async unlock(which: ConversationAddress, responseId: string): Promise<void> {
    await this.run('conversationUnlock', which, responseId);
  }

  /**
   * The response has ended: what it leaves enters exactly once, however often this is called, and the conversation is open
   * for the next. Nothing happens to one that is gone.
   */
  async conclude(which: ConversationAddress, responseId: string, items: readonly ConversationItem[]): Promise<void> {
    await this.run('conversationConclude', which, responseId, ...(await idsAndItems(items)));
  }

  private async run(
    name: ScriptName,
    { tenant, id }: ConversationAddress,
    ...values: (string | number | Buffer)[]
  ): Promise<Reply> {
    const { record, items, order } = this.keys.conversation(tenant, id);
    return this.connection.runBinary(name, record, items, order, this.keptMs, ...values);
  }
}

function isOk([outcome]: Reply): boolean {
  return String(outcome) === 'ok';
}

function toChangeOutcome(reply: Reply): ChangeOutcome {
  const [outcome, responseId, heldMs] = reply;
  if (String(outcome) === 'locked')
    return { outcome: 'locked', lock: { responseId: String(responseId), heldMs: Number(heldMs) } };
  return { outcome: isOk(reply) ? 'ok' : 'gone' };
}

async function idsAndItems(items: readonly ConversationItem[]): Promise<(string | Buffer)[]> {
  const pairs = await Promise.all(items.map(async ({ id, item }) => [id, await compressJson(item)]));
  return pairs.flat();
}
