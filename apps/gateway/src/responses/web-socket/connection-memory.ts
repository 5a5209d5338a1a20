import { LRUCache } from 'lru-cache';
import type { ResponseItem } from '#openai-api';

const MOST_RESPONSES = 32;
const LONGEST_CHARACTERS = 32 * 2 ** 20;

/**
 * What the responses of one connection leave that are stored nowhere else: the next of the same connection can go on from
 * them. Bounded, so that those that were not gone on from for longest are forgotten.
 */
export class ConnectionMemory {
  private readonly known = new LRUCache<string, readonly ResponseItem[]>({
    max: MOST_RESPONSES,
    maxSize: LONGEST_CHARACTERS,
    sizeCalculation: (items) => JSON.stringify(items).length,
  });

  /** `items`: everything from the beginning of the conversation to the end of the response. */
  remember(responseId: string, items: readonly ResponseItem[]): void {
    this.known.set(responseId, items);
  }

  recall(responseId: string): readonly ResponseItem[] | null {
    return this.known.get(responseId) ?? null;
  }
}
