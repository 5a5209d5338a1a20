import { type JsonObject, ServingError } from '#protocol';
import type { LedgerKeys } from '../keys.js';
import type { LedgerConnection } from '../ledger-connection.js';
import type { BinaryArgument } from '../redis-connection.js';
import type { ScriptName } from '../scripts.js';
import type {
  AddOutcome,
  ChangeOutcome,
  ConversationAddress,
  ConversationItem,
  ItemPage,
  ListItemsOutcome,
  LockOutcome,
  ReadItemOutcome,
  RemoveItemOutcome,
  StoredConversation,
  WholeConversation,
} from './stored-conversation.js';
import { MOST_CONVERSATION_BYTES, decodeItem, encodeItems } from './stored-item.js';

type Reply = readonly (Buffer | number | null)[];

const READ_AT_ONCE = 250;

/**
 * Conversations of tenants and their items, in the order in which they were added; each is kept for `keptMs` after it was used
 * last. One holds items of up to 16 MiB of JSON, of which each counts at least 1 KiB. Another tenant's is `gone` like what never was. Every method throws `ledger_unavailable` when Redis cannot be reached, and may be called again then.
 */
export class ConversationStore {
  constructor(
    private readonly connection: Pick<LedgerConnection, 'runBinary'>,
    private readonly keys: LedgerKeys,
    private readonly keptMs: number,
  ) {}

  /** Begins a conversation under a new id. Milliseconds of its creation; `null` if that is more than a conversation holds. */
  async create(
    to: ConversationAddress,
    metadata: JsonObject,
    items: readonly ConversationItem[],
  ): Promise<number | null> {
    const entering = await encodeItems(items, MOST_CONVERSATION_BYTES);
    if (!entering) return null;
    const [, createdAtMs] = await this.run('conversationCreate', to, JSON.stringify(metadata), entering);
    return Number(createdAtMs);
  }

  /** `null` when there is none. */
  async read(from: ConversationAddress): Promise<StoredConversation | null> {
    const [outcome, createdAtMs, metadata, responseId] = await this.run('conversationRead', from);
    if (String(outcome) !== 'ok') return null;
    return {
      createdAtMs: Number(createdAtMs),
      metadata: JSON.parse(String(metadata)) as JsonObject,
      lock: String(responseId) === '' ? null : { responseId: String(responseId) },
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
  async add(to: ConversationAddress, items: readonly ConversationItem[]): Promise<AddOutcome> {
    const entering = await encodeItems(items, MOST_CONVERSATION_BYTES);
    if (!entering) return { outcome: 'full' };
    return toOutcome(await this.run('conversationAddItems', to, entering), 'full');
  }

  async removeItem(from: ConversationAddress, itemId: string): Promise<RemoveItemOutcome> {
    return toOutcome(await this.run('conversationRemoveItem', from, itemId), 'unknown');
  }

  async readItem(from: ConversationAddress, itemId: string): Promise<ReadItemOutcome> {
    const [outcome, item] = await this.run('conversationReadItem', from, itemId);
    if (item instanceof Buffer) return { outcome: 'ok', item: await decodeItem<JsonObject>(item) };
    return { outcome: String(outcome) === 'unknown' ? 'unknown' : 'gone' };
  }

  /**
   * One page of items, `unknown` if there is no item `after`. It has fewer than `limit` rather than more than 8 MiB, and costs
   * what it holds, however long the conversation is.
   */
  async list(from: ConversationAddress, { order, after, limit }: ItemPage): Promise<ListItemsOutcome> {
    const reply = await this.run('conversationListItems', from, order, after ?? '', limit);
    const [outcome, more, lastId, bytes, version, ...items] = reply;
    if (String(outcome) !== 'ok') return { outcome: String(outcome) === 'unknown' ? 'unknown' : 'gone' };
    const found = items.flatMap((item) => (item instanceof Buffer ? [decodeItem<JsonObject>(item)] : []));
    return {
      outcome: 'ok',
      items: await Promise.all(found),
      hasMore: more === 1,
      lastId: String(lastId),
      bytes: Number(bytes),
      version: Number(version),
    };
  }

  /**
   * All items from the first on, in as many round trips as they need; `null` when the conversation is gone. Throws
   * `context_length_exceeded` for one that responses have let grow beyond its bound.
   */
  async readAll(from: ConversationAddress): Promise<WholeConversation | null> {
    const items: JsonObject[] = [];
    for (let after: string | null = null; ;) {
      const page: ListItemsOutcome = await this.list(from, { order: 'asc', after, limit: READ_AT_ONCE });
      // When `unknown`, somebody has taken out the item that the next page was to begin behind.
      if (page.outcome !== 'ok') return page.outcome === 'unknown' ? this.readAll(from) : null;
      if (page.bytes > MOST_CONVERSATION_BYTES) throw tooLarge();
      items.push(...page.items);
      if (!page.hasMore) return { items, version: page.version };
      after = page.lastId;
    }
  }

  /** Takes the conversation for a response that read this version: until it is concluded or unlocked, nobody else adds to it or takes from it. */
  async lock(which: ConversationAddress, responseId: string, version: number): Promise<LockOutcome> {
    return toOutcome(await this.run('conversationLock', which, responseId, version), 'changed');
  }

  /** The response does not write to it any more, and leaves nothing; no matter whether it ever did. */
  async unlock(which: ConversationAddress, responseId: string): Promise<void> {
    await this.run('conversationUnlock', which, responseId);
  }

  /**
   * The response has ended, which read this version: what it leaves enters exactly once, however often this is called, and the
   * conversation is open for the next. It always enters, even if the conversation counts more than it may then: nothing can be
   * added until enough of it was taken out. It does not if another response has taken the conversation or written to it
   * meanwhile, which only one does that was believed to be lost. Nothing happens to a conversation that is gone.
   */
  async conclude(
    which: ConversationAddress,
    responseId: string,
    version: number,
    items: readonly ConversationItem[],
  ): Promise<void> {
    await this.run('conversationConclude', which, responseId, version, (await encodeItems(items)) ?? []);
  }

  private async run(
    name: ScriptName,
    { tenant, id }: ConversationAddress,
    ...values: BinaryArgument[]
  ): Promise<Reply> {
    const { record, items, order } = this.keys.conversation(tenant, id);
    return this.connection.runBinary(name, record, items, order, this.keptMs, ...values);
  }
}

function isOk([outcome]: Reply): boolean {
  return String(outcome) === 'ok';
}

/** `other`: what may come of this change beside what may come of any. */
function toOutcome<Other extends string>(reply: Reply, other: Other): ChangeOutcome | { outcome: Other } {
  const [outcome, responseId] = reply.map(String);
  if (outcome === other) return { outcome: other };
  if (outcome === 'locked') return { outcome: 'locked', lock: { responseId: String(responseId) } };
  return { outcome: isOk(reply) ? 'ok' : 'gone' };
}

function tooLarge(): ServingError {
  const most = `${MOST_CONVERSATION_BYTES / 2 ** 20} MiB`;
  const message = `This conversation holds more than ${most} of items; delete some, or go on in a new one.`;
  return new ServingError('context_length_exceeded', message, { param: 'conversation' });
}
