import type { GenerationEvent, RewoundEvent } from '#protocol';
import { toCallId } from '../chat-completions/chat-identity.js';
import type { MessageIdentity } from './message-identity.js';
import { foldItems, MessageItems, type MessageItem } from './message-items.js';
import type { MessageView } from './render-message.js';

/** An event that says nothing to Anthropic's clients, and something to ours. */
export function toPing(harmonium: object): string {
  return `event: ping\ndata: ${JSON.stringify({ type: 'ping', harmonium })}\n\n`;
}

/**
 * The content blocks of one message as events: every item that is shown is a block, begun when there is something in it.
 * Blocks are counted on, also when an edit has made some of them void.
 */
export class BlockEvents {
  private items = new MessageItems();
  /** Indexes of the blocks that stand, by item. */
  private indexes = new Map<number, number>();
  private blocks = 0;

  constructor(
    private readonly identity: MessageIdentity,
    private readonly view: MessageView,
  ) {}

  /** Adds what an event shows, but for pauses and the end of a generation. */
  push(event: GenerationEvent, shown: string[]): void {
    if (event.type === 'rewound') return this.beginAnew(event, shown);
    const item = this.items.push(event);
    if (!item || this.isHidden(item)) return;
    if (event.type === 'item-ended') return this.end(item, shown);
    this.show(item, 'text' in event ? event.text : '', shown);
  }

  /** Ends what is open. */
  close(shown: string[]): void {
    for (const item of this.items.all()) if (!item.isWhole) this.end(item, shown);
  }

  private isHidden({ kind }: MessageItem): boolean {
    return kind === 'reasoning' && this.view.thinking === 'hidden';
  }

  /** Shows more of an item; a call is shown before there are any arguments. */
  private show(item: MessageItem, text: string, shown: string[]): void {
    if (text === '' && item.kind !== 'tool-call') return;
    const index = this.indexes.get(item.item) ?? this.begin(item, shown);
    if (text !== '') this.delta(index, item, text, shown);
  }

  private begin({ item, kind, toolName }: MessageItem, shown: string[]): number {
    const index = this.blocks++;
    this.indexes.set(item, index);
    const block = this.openingOf(item, kind, toolName);
    shown.push(
      `event: content_block_start\ndata: {"type":"content_block_start","index":${index},"content_block":${block}}\n\n`,
    );
    return index;
  }

  private openingOf(item: number, kind: MessageItem['kind'], toolName: string): string {
    if (kind === 'reasoning') return '{"type":"thinking","thinking":"","signature":""}';
    if (kind !== 'tool-call') return '{"type":"text","text":""}';
    const id = toCallId(this.identity.generationId, item);
    return JSON.stringify({ type: 'tool_use', id, name: toolName, input: {}, caller: { type: 'direct' } });
  }

  private delta(index: number, { kind }: MessageItem, text: string, shown: string[]): void {
    const json = JSON.stringify(text);
    if (kind === 'tool-call') shown.push(toDelta(index, `{"type":"input_json_delta","partial_json":${json}}`));
    else if (kind !== 'reasoning') shown.push(toDelta(index, `{"type":"text_delta","text":${json}}`));
    else if (this.view.thinking === 'shown') {
      shown.push(toDelta(index, `{"type":"thinking_delta","thinking":${json}}`));
    }
  }

  private end(item: MessageItem, shown: string[]): void {
    const index = this.indexes.get(item.item);
    if (index === undefined) return;
    if (item.kind === 'reasoning' && this.view.thinking !== 'hidden') {
      const signature = JSON.stringify(this.view.seal(item.text));
      shown.push(toDelta(index, `{"type":"signature_delta","signature":${signature}}`));
    }
    shown.push(`event: content_block_stop\ndata: {"type":"content_block_stop","index":${index}}\n\n`);
  }

  /**
   * Nothing that was sent can be taken back: what is open ends, a ping says which blocks stand, and the item that was cut or
   * changed comes once more, in a block of its own.
   */
  private beginAnew({ toToken, standing }: RewoundEvent, shown: string[]): void {
    this.close(shown);
    const [before, indexes] = [this.items, this.indexes];
    this.items = foldItems(standing);
    this.indexes = new Map();
    const changed: MessageItem[] = [];
    for (const item of this.items.all()) {
      const index = indexes.get(item.item);
      if (index !== undefined && isSame(before.get(item.item), item)) this.indexes.set(item.item, index);
      else if (!this.isHidden(item)) changed.push(item);
    }
    shown.push(toPing({ type: 'rewound', token: toToken, standing: [...this.indexes.values()] }));
    for (const item of changed) {
      this.show(item, item.text, shown);
      if (item.isWhole) this.end(item, shown);
    }
  }
}

function toDelta(index: number, delta: string): string {
  return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":${delta}}\n\n`;
}

function isSame(before: MessageItem | undefined, now: MessageItem): boolean {
  return (
    before?.isWhole === true &&
    now.isWhole &&
    before.kind === now.kind &&
    before.toolName === now.toolName &&
    before.text === now.text
  );
}
