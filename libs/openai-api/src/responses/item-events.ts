import type { ChatTokenLogprob } from '../chat-completions/chat-logprobs.js';
import type { EventWriter } from './event-writer.js';
import type { GrowingItem } from './growing-item.js';
import type { OutputWriter } from './output-fold.js';
import { type ThoughtView, toBegunItem, toOutputItem, toTextPart } from './output-item.js';
import type { ResponsesVariant } from './response-echo.js';
import type { OutputItem } from './response-item.js';

/** What the events of a kind of item are called: `NAME.delta`, `NAME.done`, and the field with the whole text in the latter. */
interface TextEvents {
  name: string;
  field: string;
}

type PartContent = Pick<GrowingItem, 'text' | 'logprobs'>;

const OF_CALLS = {
  function_call: { name: 'response.function_call_arguments', field: 'arguments' },
  custom_tool_call: { name: 'response.custom_tool_call_input', field: 'input' },
} as const satisfies Record<string, TextEvents>;
const OF_MESSAGES: TextEvents = { name: 'response.output_text', field: 'text' };
const OF_REASONING: Record<ResponsesVariant, TextEvents> = {
  openai: { name: 'response.reasoning_text', field: 'text' },
  'open-responses': { name: 'response.reasoning', field: 'text' },
};

/**
 * Tells the events of items, in the order OpenAI has: the item, its part, the text piece by piece and as a whole, the part,
 * the item. What this client may not see is an empty event without a number: all clients have the same number of events.
 */
export class ItemEvents implements OutputWriter {
  /** Events since they were last taken. */
  private told: string[] = [];
  /** The item of the latest event, and what is the same in all events of its text. */
  private item: GrowingItem | null = null;
  private place = '';
  private events: TextEvents = OF_MESSAGES;

  constructor(
    private readonly writer: EventWriter,
    private readonly view: ThoughtView,
    private readonly variant: ResponsesVariant,
  ) {}

  take(): string[] {
    const { told } = this;
    this.told = [];
    return told;
  }

  begin(item: GrowingItem): void {
    this.tellItem('added', item, toBegunItem(item));
    this.tellPart('added', item, { text: '', logprobs: [] });
  }

  grow(item: GrowingItem, text: string, logprobs: readonly ChatTokenLogprob[]): void {
    this.turnTo(item);
    const fields = `${this.place},"delta":${JSON.stringify(text)}${logprobsOf(item, logprobs)}`;
    this.tell(item, `${this.events.name}.delta`, fields);
  }

  end(item: GrowingItem): void {
    this.tellEnd(item, this.view);
  }

  rewind(toToken: number, gone: readonly GrowingItem[]): void {
    this.told.push(this.writer.comment({ type: 'rewound', token: toToken, void: gone.map(({ id }) => id) }));
  }

  /** It is as if it had broken off, but nothing of it is to come back: it is not sealed. */
  abandon(item: GrowingItem): void {
    this.tellEnd(item, { ...this.view, seal: null });
  }

  private tellEnd(item: GrowingItem, view: ThoughtView): void {
    this.turnTo(item);
    const name = item.type === 'function_call' ? `,"name":${JSON.stringify(item.name)}` : '';
    const text = `"${this.events.field}":${JSON.stringify(item.text)}`;
    this.tell(item, `${this.events.name}.done`, `${this.place}${name},${text}${logprobsOf(item, item.logprobs)}`);
    this.tellPart('done', item, item);
    this.tellItem('done', item, toOutputItem(item, view));
  }

  private tellItem(change: 'added' | 'done', { index }: GrowingItem, item: OutputItem): void {
    const fields = `,"output_index":${index},"item":${JSON.stringify(item)}`;
    this.told.push(this.writer.event(`response.output_item.${change}`, fields));
  }

  private tellPart(change: 'added' | 'done', item: GrowingItem, { text, logprobs }: PartContent): void {
    if (!hasPart(item)) return;
    this.turnTo(item);
    const part = item.type === 'message' ? toTextPart({ text, logprobs }) : { type: 'reasoning_text', text };
    this.tell(item, `response.content_part.${change}`, `${this.place},"part":${JSON.stringify(part)}`);
  }

  private tell(item: GrowingItem, type: string, fields: string): void {
    const isHidden = item.type === 'reasoning' && !this.view.maySeeReasoning;
    this.told.push(isHidden ? '' : this.writer.event(type, fields));
  }

  private turnTo(item: GrowingItem): void {
    if (this.item === item) return;
    this.item = item;
    this.events = textEventsOf(item, this.variant);
    const part = hasPart(item) ? ',"content_index":0' : '';
    this.place = `,"item_id":"${item.id}","output_index":${item.index}${part}`;
  }
}

function textEventsOf({ type }: GrowingItem, variant: ResponsesVariant): TextEvents {
  if (type === 'message') return OF_MESSAGES;
  return type === 'reasoning' ? OF_REASONING[variant] : OF_CALLS[type];
}

/** Messages and thoughts have one part each, calls have none. */
function hasPart({ type }: GrowingItem): boolean {
  return type === 'message' || type === 'reasoning';
}

function logprobsOf({ type }: GrowingItem, logprobs: readonly ChatTokenLogprob[]): string {
  if (type !== 'message') return '';
  return logprobs.length === 0 ? ',"logprobs":[]' : `,"logprobs":${JSON.stringify(logprobs)}`;
}
