import type { ConversationStore, LockedOutcome } from '#ledger';
import { type ResponseItem, isConversationId } from '#openai-api';
import { ServingError } from '#protocol';
import type { ResponseArchive } from './response-archive.js';

/** The items of a conversation, and how many had ever been added when they were read. */
export interface ReadConversation {
  items: ResponseItem[];
  version: number;
}

/** What a response has to do with its conversation: it goes on from the items there, and alone writes to it until it ends. */
export class ResponseConversations {
  constructor(
    private readonly conversations: Pick<ConversationStore, 'read' | 'readAll' | 'lock' | 'unlock'>,
    private readonly archive: Pick<ResponseArchive, 'settle'>,
  ) {}

  /**
   * All items of a tenant's conversation, those of a response that has just ended among them. Throws `conversation_not_found`,
   * and `context_length_exceeded` for one that responses have let grow beyond its bound.
   */
  async read(tenant: string, id: string): Promise<ReadConversation> {
    const which = { tenant, id };
    const conversation = isConversationId(id) ? await this.conversations.read(which) : null;
    if (conversation?.lock) await this.archive.settle(tenant, conversation.lock.responseId);
    const whole = conversation && (await this.conversations.readAll(which));
    if (!whole) throw notFound(id);
    // Only ever what was put there as items of a response.
    return { items: whole.items as unknown as ResponseItem[], version: whole.version };
  }

  /**
   * Makes a response, which is kept already and has read this version, the one that writes to a conversation. Throws
   * `conversation_locked` while another has not ended, or if anything was added since.
   */
  async take(tenant: string, id: string, responseId: string, version: number): Promise<void> {
    const { outcome } = await this.whenFree(tenant, id, () =>
      this.conversations.lock({ tenant, id }, responseId, version),
    );
    if (outcome === 'gone') throw notFound(id);
    if (outcome === 'changed') throw locked(`Something was added to the conversation '${id}' just now; try again.`);
  }

  /**
   * Does what a response that writes to the conversation forbids. One that has ended leaves its items before, and the
   * conversation; throws `conversation_locked`, naming it, for one that has not.
   */
  async whenFree<Outcome extends { outcome: string }>(
    tenant: string,
    id: string,
    attempt: () => Promise<Outcome | LockedOutcome>,
  ): Promise<Outcome> {
    for (;;) {
      const result = await attempt();
      if (!isLocked(result)) return result;
      const { responseId } = result.lock;
      const present = await this.archive.settle(tenant, responseId);
      if (present?.hasEnded === false)
        throw locked(`The response '${responseId}' of the conversation '${id}' has not ended yet.`);
      // What is not kept (any more), or had its final form before it took the conversation, leaves nothing.
      await this.letGo(tenant, id, responseId);
    }
  }

  /** The response will not write to it. */
  async letGo(tenant: string, id: string, responseId: string): Promise<void> {
    await this.conversations.unlock({ tenant, id }, responseId);
  }
}

function isLocked(result: { outcome: string }): result is LockedOutcome {
  return result.outcome === 'locked';
}

function notFound(id: string): ServingError {
  return new ServingError('conversation_not_found', `Conversation with id '${id}' not found.`, {
    param: 'conversation',
  });
}

function locked(message: string): ServingError {
  return new ServingError('conversation_locked', message, { param: 'conversation', retryAfterSeconds: 1 });
}
