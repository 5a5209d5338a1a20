import type { GenerationEvent, ItemKind } from '#protocol';

/** One part of the output as far as it has come. */
export interface MessageItem {
  item: number;
  kind: ItemKind;
  toolName: string;
  text: string;
  isWhole: boolean;
}

/** The parts of the output by their numbers, which grow with every event. */
export class MessageItems {
  private readonly items = new Map<number, MessageItem>();

  /** Takes an event in; the item that it is about, if it is about one. */
  push(event: GenerationEvent): MessageItem | null {
    if (event.type === 'item-started') return this.begin(event);
    const item = 'item' in event ? this.items.get(event.item) : undefined;
    if (!item) return null;
    if ('text' in event) item.text += event.text;
    if (event.type === 'item-ended') item.isWhole = true;
    return item;
  }

  get(item: number): MessageItem | undefined {
    return this.items.get(item);
  }

  all(): MessageItem[] {
    return [...this.items.values()];
  }

  private begin({ item, kind, toolName }: Extract<GenerationEvent, { type: 'item-started' }>): MessageItem {
    const begun = { item, kind, toolName, text: '', isWhole: false };
    this.items.set(item, begun);
    return begun;
  }
}

/** What the events of an output make together. */
export function foldItems(events: readonly GenerationEvent[]): MessageItems {
  const items = new MessageItems();
  for (const event of events) items.push(event);
  return items;
}
