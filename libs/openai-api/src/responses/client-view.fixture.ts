import type { ResponsesVariant } from './response-echo.js';
import type { ReadEvent } from './response.fixture.js';

type Told = Record<string, unknown> & { content?: Record<string, unknown>[] };

/**
 * What a client knows of a response that reads nothing but its events, and checks what every client relies on. Throws for an
 * event that does not fit those before it.
 */
export class ClientView {
  /** The items as the events tell them, those too that did not stand in the end. */
  told: Told[] = [];
  /** The latest response object. */
  response: Record<string, unknown> | null = null;
  private open: Told | null = null;
  private partIsOpen = false;
  private textIsDone = false;
  private isOver = false;

  constructor(private readonly variant: ResponsesVariant) {}

  read(event: ReadEvent): void {
    if (this.isOver) throw new Error(`${event.type} behind the end`);
    if (event.type.startsWith('response.output_item')) return this.readItem(event);
    if (event.type.startsWith('response.content_part')) return this.readPart(event);
    if (event['response']) return this.readResponse(event);
    if (event.type === 'error') return;
    this.readText(event);
  }

  /** What stands of all that was told; of items that others took the place of, everything was told. */
  standing(gone: ReadonlySet<unknown>): Told[] {
    return this.told.filter(({ id }) => !gone.has(id));
  }

  /** The stream closed without a last word: what was growing will not be whole. */
  leave(): void {
    if (this.open) Object.assign(this.open, { status: 'incomplete' });
  }

  private readItem({ type, item, output_index: index }: ReadEvent): void {
    const told = item as Told;
    if (type === 'response.output_item.added') {
      if (this.open || index !== this.told.length) throw new Error('An item began within another one');
      if (this.told.some(({ id, call_id: call }) => id === told['id'] || (call && call === told['call_id'])))
        throw new Error('Two items have one id');
      this.open = structuredClone(told);
      this.told.push(this.open);
      return;
    }
    if (!this.open || this.partIsOpen || told['id'] !== this.open['id']) throw new Error('Another item ended');
    const { encrypted_content: sealed, status } = told;
    Object.assign(this.open, { status }, sealed === undefined ? {} : { encrypted_content: sealed });
    expectSame(this.open, told);
    this.open = null;
    this.textIsDone = false;
  }

  private readPart(event: ReadEvent): void {
    const item = this.itemOf(event);
    if (event.type === 'response.content_part.added') {
      if (this.partIsOpen || item.content?.length !== 0) throw new Error('A part too many');
      item.content.push(structuredClone(event['part'] as Told));
      this.partIsOpen = true;
      return;
    }
    if (!this.partIsOpen || !this.textIsDone) throw new Error('A part ended before its text');
    expectSame(item.content?.[0], event['part']);
    this.partIsOpen = false;
  }

  private readText(event: ReadEvent): void {
    const item = this.itemOf(event);
    if (this.textIsDone) throw new Error('Text behind the end of the text');
    const { holder, field } = this.textOf(item, event.type);
    if (event.type.endsWith('.delta')) {
      holder[field] = String(holder[field]) + String(event['delta']);
      if (Array.isArray(event['logprobs'])) (holder['logprobs'] as unknown[]).push(...(event['logprobs'] as unknown[]));
      return;
    }
    this.textIsDone = true;
    expectSame(holder[field], event[field]);
    expectSame(holder['logprobs'], event['logprobs']);
  }

  private textOf(item: Told, type: string): { holder: Record<string, unknown>; field: string } {
    const name = type.replace(/^response\.(.*)\.(delta|done)$/, '$1');
    const reasoning = this.variant === 'openai' ? 'reasoning_text' : 'reasoning';
    const kinds: Record<string, string> = {
      output_text: 'message',
      [reasoning]: 'reasoning',
      function_call_arguments: 'function_call',
      custom_tool_call_input: 'custom_tool_call',
    };
    if (kinds[name] !== item['type']) throw new Error(`${type} of a ${String(item['type'])}`);
    if (name === 'function_call_arguments') return { holder: item, field: 'arguments' };
    if (name === 'custom_tool_call_input') return { holder: item, field: 'input' };
    const part = item.content?.[0];
    if (!this.partIsOpen || !part) throw new Error(`${type} without a part`);
    return { holder: part, field: 'text' };
  }

  private itemOf({ type, item_id: id, output_index: index }: ReadEvent): Told {
    if (!this.open || this.open['id'] !== id || this.told[Number(index)] !== this.open)
      throw new Error(`${type} of no open item`);
    return this.open;
  }

  private readResponse({ type, response }: ReadEvent): void {
    this.response = response as Record<string, unknown>;
    if (type === 'response.failed') this.leave();
    this.isOver = ['response.completed', 'response.incomplete', 'response.failed'].includes(type);
    if (this.isOver && this.open && type !== 'response.failed') throw new Error('An item is open at the end');
  }
}

function expectSame(left: unknown, right: unknown): void {
  if (JSON.stringify(sorted(left)) !== JSON.stringify(sorted(right))) {
    throw new Error(`${JSON.stringify(left)} is not ${JSON.stringify(right)}`);
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
