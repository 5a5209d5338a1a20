import { LRUCache } from 'lru-cache';
import type { ResponseItem } from '#openai-api';

const LONGEST_CHARACTERS = 256 * 2 ** 20;
/** What anything takes that has no characters of its own. */
const SMALLEST_CHARACTERS = 16;

type Items = readonly ResponseItem[];

/** How much the connections of this gateway remember together; those that were not gone on from for longest are forgotten first. */
export class SocketMemory {
  private readonly remembered: LRUCache<Items, () => void>;
  /** A conversation goes on with the same items, which are counted each time and measured once. */
  private readonly measured = new WeakMap<ResponseItem, number>();

  constructor(longestCharacters: number = LONGEST_CHARACTERS) {
    this.remembered = new LRUCache({
      maxSize: longestCharacters,
      sizeCalculation: (_forget, items) => this.charactersOf(items),
      disposeAfter: (forget) => forget(),
    });
  }

  /** `forget` is called when there is no room for them any more, which may be at once. */
  add(items: Items, forget: () => void): void {
    this.remembered.set(items, forget);
    if (!this.remembered.has(items)) forget();
  }

  use(items: Items): void {
    this.remembered.get(items);
  }

  delete(items: Items): void {
    this.remembered.delete(items);
  }

  get characters(): number {
    return this.remembered.calculatedSize;
  }

  private charactersOf(items: Items): number {
    return items.reduce((sum, item) => sum + this.charactersOfOne(item), SMALLEST_CHARACTERS);
  }

  private charactersOfOne(item: ResponseItem): number {
    const measured = this.measured.get(item) ?? charactersIn(item);
    this.measured.set(item, measured);
    return measured;
  }
}

function charactersIn(value: unknown): number {
  if (typeof value === 'string') return SMALLEST_CHARACTERS + value.length;
  if (typeof value !== 'object' || value === null) return SMALLEST_CHARACTERS;
  return Object.values(value).reduce<number>((sum, inner) => sum + charactersIn(inner), SMALLEST_CHARACTERS);
}
