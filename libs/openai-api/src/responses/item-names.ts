import type { GenerationId } from '#protocol';
import { toCallId } from '../chat-completions/chat-identity.js';
import type { GrowingItem } from './growing-item.js';
import { toItemId } from './response-ids.js';

/**
 * Gives the items of one generation their places and ids, in the order in which they are shown. None is given twice, though an
 * edit begins to count the items anew: clients refuse what has the id or the place of something else.
 */
export class ItemNames {
  private shown = 0;
  private readonly numbers = new UnusedNumbers();
  private readonly callNumbers = new UnusedNumbers();

  constructor(private readonly generationId: GenerationId) {}

  name(item: GrowingItem): void {
    const number = this.numbers.take(item.item);
    item.index = this.shown++;
    item.id = toItemId(item.type, this.generationId, { type: 'output', item: number });
    // Calls are counted by themselves: by the id of the first one with its number a turn is remembered.
    if (item.name !== '') item.callId = toCallId(this.generationId, this.callNumbers.take(item.item));
  }
}

class UnusedNumbers {
  private readonly taken = new Set<number>();
  private next = 0;

  /** The number asked for, or a greater one than any so far. */
  take(wanted: number): number {
    const number = this.taken.has(wanted) ? this.next : wanted;
    this.taken.add(number);
    this.next = Math.max(this.next, number + 1);
    return number;
  }
}
