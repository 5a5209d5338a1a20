import { LRUCache } from 'lru-cache';
import type { ResponseItem } from '#openai-api';
import type { SocketMemory } from './socket-memory.js';

const MOST_RESPONSES = 32;

/**
 * What the responses of one connection leave that are stored nowhere else: the next of the same connection can go on from
 * them. Bounded, so that those that were not gone on from for longest are forgotten.
 */
export class ConnectionMemory {
  private readonly known: LRUCache<string, readonly ResponseItem[]>;

  constructor(private readonly shared: SocketMemory) {
    this.known = new LRUCache({ max: MOST_RESPONSES, disposeAfter: (items) => this.shared.delete(items) });
  }

  /** `items`: everything from the beginning of the conversation to the end of the response. */
  remember(responseId: string, items: readonly ResponseItem[]): void {
    this.known.set(responseId, items);
    this.shared.add(items, () => this.known.delete(responseId));
  }

  recall(responseId: string): readonly ResponseItem[] | null {
    const items = this.known.get(responseId) ?? null;
    if (items) this.shared.use(items);
    return items;
  }

  /** The connection is over. */
  clear(): void {
    this.known.clear();
  }
}
