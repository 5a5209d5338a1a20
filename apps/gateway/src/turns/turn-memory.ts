import type { StoredTurn, TurnStore } from '#ledger';
import { toCallId } from '#openai-api';
import type { Conversation, Frame, Generation } from '#protocol';
import { knownCallIds, restoreTurns } from './restore-turns.js';
import { TurnRecorder } from './turn-recorder.js';

/** How long a tool's result may take to come back, and every later turn of its conversation. */
const KEPT_MS = 60 * 60_000;

/**
 * Remembers the turns that ended in a tool call, so that the model reads its own tokens when the result comes: whatever
 * spelling of the call it chose, and its thoughts even if the client dropped them. Without the ledger it knows nothing,
 * and conversations are rendered from the clients' words.
 */
export class TurnMemory {
  constructor(private readonly store: Pick<TurnStore, 'remember' | 'recall'>) {}

  async restore(conversation: Conversation, tenant: string, vocabularyHash: string): Promise<Conversation> {
    const callIds = knownCallIds(conversation.messages);
    if (callIds.length === 0) return conversation;
    const recalled = await this.store.recall(tenant, callIds).catch(() => []);
    const turns = new Map<string, StoredTurn>();
    for (const [index, turn] of recalled.entries()) if (turn) turns.set(callIds[index] ?? '', turn);
    return { ...conversation, messages: restoreTurns(conversation.messages, turns, vocabularyHash) };
  }

  /** The same batches; a turn that ends in a call is in the memory before its end is passed on. */
  async *record(
    generation: Generation,
    batches: AsyncGenerator<readonly Frame[], void, void>,
  ): AsyncGenerator<readonly Frame[], void, void> {
    if (generation.toolNames.length === 0) return yield* batches;
    const recorder = new TurnRecorder(generation);
    for await (const frames of batches) {
      recorder.push(frames);
      const ended = recorder.turn();
      if (ended) {
        const callId = toCallId(generation.id, ended.item);
        await this.store.remember(generation.tenant, callId, ended.turn, KEPT_MS).catch(() => undefined);
      }
      yield frames;
    }
  }
}
