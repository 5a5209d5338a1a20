import type { ConversationLock, ConversationStore } from '#ledger';
import { type ResponseItem, isConversationId } from '#openai-api';
import { ServingError } from '#protocol';
import type { ResponseArchive } from './response-archive.js';

/** How long a response that nobody knows may hold a conversation: it may be about to be known. */
const UNKNOWN_HOLDER_MS = 10_000;
const TRIES = 3;

/** What a response has to do with its conversation: it goes on from the items there, and alone writes to it until it ends. */
export class ResponseConversations {
  constructor(
    private readonly conversations: Pick<ConversationStore, 'read' | 'readAll' | 'list' | 'lock' | 'unlock'>,
    private readonly archive: Pick<ResponseArchive, 'settle'>,
  ) {}

  /** All items of a tenant's conversation, those of a response that has just ended among them. Throws `conversation_not_found`. */
  async itemsOf(tenant: string, id: string): Promise<ResponseItem[]> {
    const which = { tenant, id };
    const conversation = isConversationId(id) ? await this.conversations.read(which) : null;
    if (conversation?.lock) await this.archive.settle(tenant, conversation.lock.responseId);
    const items = conversation && (await this.conversations.readAll(which));
    if (!items) throw notFound(id);
    // Only ever what was put there as items of a response.
    return items as unknown as ResponseItem[];
  }

  /**
   * Makes a response, which goes on from these items, the one that writes to a conversation. Throws `conversation_locked` while
   * another has not ended, or if another wrote to it since they were read.
   */
  async take(tenant: string, id: string, responseId: string, read: readonly ResponseItem[]): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const outcome = await this.conversations.lock({ tenant, id }, responseId);
      if (outcome.outcome === 'gone') throw notFound(id);
      if (outcome.outcome !== 'locked') return this.requireUnchanged(tenant, id, responseId, read);
      await this.freeIfOver(tenant, id, outcome.lock);
    }
    throw locked(id);
  }

  /** The response will not write to it. */
  async letGo(tenant: string, id: string, responseId: string): Promise<void> {
    await this.conversations.unlock({ tenant, id }, responseId);
  }

  /** Whoever sees that a response has ended has it leave its items, and the conversation, before going on. Throws `conversation_locked` if it has not. */
  async freeIfOver(tenant: string, id: string, lock: ConversationLock): Promise<void> {
    const present = await this.archive.settle(tenant, lock.responseId);
    if (present?.hasEnded === false || (!present && lock.heldMs < UNKNOWN_HOLDER_MS)) throw locked(id);
    if (!present) await this.letGo(tenant, id, lock.responseId);
  }

  /** Of two responses that are asked for at once, both have read the same: the later one would not know what the other said. */
  private async requireUnchanged(
    tenant: string,
    id: string,
    responseId: string,
    read: readonly ResponseItem[],
  ): Promise<void> {
    const newest = await this.conversations.list({ tenant, id }, { order: 'desc', after: null, limit: 1 });
    if (newest.outcome === 'ok' && newest.lastId === (read.at(-1)?.id ?? '')) return;
    await this.letGo(tenant, id, responseId);
    throw newest.outcome === 'ok' ? locked(id) : notFound(id);
  }
}

function notFound(id: string): ServingError {
  return new ServingError('conversation_not_found', `Conversation with id '${id}' not found.`, {
    param: 'conversation',
  });
}

function locked(id: string): ServingError {
  const message = `Another response of the conversation '${id}' has not ended yet.`;
  return new ServingError('conversation_locked', message, { param: 'conversation', retryAfterSeconds: 1 });
}
