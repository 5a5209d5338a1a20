import type { ContentDelta, FinishReason, GenerationEvent, GenerationId, TerminalEvent } from '#protocol';
import { type ChatTokenLogprob, toChatLogprobs } from '../chat-completions/chat-logprobs.js';
import { type GrowingItem, type NamedTools, startItem } from './growing-item.js';
import { ItemNames } from './item-names.js';
import { countKept } from './kept-items.js';
import { namesInNamespaces } from './qualified-name.js';
import type { EchoedFields, ResponseEcho } from './response-echo.js';
import type { ItemStatus } from './response-item.js';

/** Told what becomes of the output, step by step. */
export interface OutputWriter {
  /** The item is not empty any more; a call never is. */
  begin(item: GrowingItem): void;
  grow(item: GrowingItem, text: string, logprobs: readonly ChatTokenLogprob[]): void;
  end(item: GrowingItem): void;
  /** Somebody edited: so many tokens stand, and these items do not any more. */
  rewind(toToken: number, gone: readonly GrowingItem[]): void;
  /** One of those had not ended yet. */
  abandon(item: GrowingItem): void;
}

/** What the output looks like is decided by no more of the request. */
type FoldedEcho = Pick<ResponseEcho, 'customToolNames' | 'include'> & { fields: Pick<EchoedFields, 'tools'> };

const NOBODY: OutputWriter = {
  begin: () => undefined,
  grow: () => undefined,
  end: () => undefined,
  rewind: () => undefined,
  abandon: () => undefined,
};
const NO_LOGPROBS: readonly ChatTokenLogprob[] = [];

/**
 * The output of a generation as items, folded from its events. At most one item grows at a time. That one is over is told
 * only when it is known whether it is whole: the last one of an output that was cut is not.
 */
export class OutputFold {
  private shown: GrowingItem[] = [];
  private growing: GrowingItem | null = null;
  private ended: GrowingItem | null = null;
  private readonly names: ItemNames;
  private readonly tools: NamedTools;
  private readonly includeLogprobs: boolean;

  constructor(
    private readonly generationId: GenerationId,
    private readonly echo: FoldedEcho,
  ) {
    const { customToolNames, fields, include } = echo;
    this.names = new ItemNames(generationId);
    this.tools = { customToolNames: new Set(customToolNames), inNamespaces: namesInNamespaces(fields.tools) };
    this.includeLogprobs = include.logprobs;
  }

  /** All items that are not empty. */
  get items(): readonly GrowingItem[] {
    return this.shown;
  }

  push(event: Exclude<GenerationEvent, TerminalEvent>, writer: OutputWriter = NOBODY): void {
    switch (event.type) {
      case 'item-started':
        return this.start(event, writer);
      case 'reasoning-delta':
        return this.grow(event.item, event.text, NO_LOGPROBS, writer);
      case 'content-delta':
        return this.grow(event.item, event.text, this.logprobsOf(event), writer);
      case 'tool-arguments-delta':
        return this.growCall(event.item, event.text, writer);
      case 'item-ended':
        return this.leave(event.item, writer);
      case 'rewound':
        return this.rewind(event, writer);
      case 'generation-started':
      case 'paused':
      case 'resumed':
      case 'steered':
      case 'token-inspected':
        return;
    }
  }

  /** The generation ended well; if it was cut, its last item is not whole. */
  finish(reason: FinishReason, writer: OutputWriter = NOBODY): void {
    if (this.growing) this.leave(this.growing.item, writer);
    this.settle(reason === 'length' ? 'incomplete' : 'completed', writer);
  }

  /** The generation broke off, if possible within an item. */
  breakOff(writer: OutputWriter = NOBODY): void {
    this.settle('completed', writer);
    if (this.growing) this.growing.status = 'incomplete';
  }

  private start(event: Extract<GenerationEvent, { type: 'item-started' }>, writer: OutputWriter): void {
    if (this.growing) this.leave(this.growing.item, writer);
    this.settle('completed', writer);
    this.growing = startItem(event, this.tools);
    if (event.kind === 'tool-call') this.show(this.growing, writer);
  }

  private growCall(item: number, text: string, writer: OutputWriter): void {
    const { name, input } = this.itemOf(item);
    if (name === '') throw new Error(`Arguments for item ${item}, which is no tool call`);
    this.grow(item, input ? input.push(text) : text, NO_LOGPROBS, writer);
  }

  private grow(item: number, text: string, logprobs: readonly ChatTokenLogprob[], writer: OutputWriter): void {
    if (text === '' && logprobs.length === 0) return;
    const growing = this.itemOf(item);
    if (growing.index < 0) this.show(growing, writer);
    growing.text += text;
    for (const logprob of logprobs) growing.logprobs.push(logprob);
    writer.grow(growing, text, logprobs);
  }

  private leave(item: number, writer: OutputWriter): void {
    const { input } = this.itemOf(item);
    if (input) this.grow(item, input.end(), NO_LOGPROBS, writer);
    this.ended = this.growing;
    this.growing = null;
  }

  private settle(status: ItemStatus, writer: OutputWriter): void {
    const { ended } = this;
    this.ended = null;
    if (!ended || ended.index < 0) return;
    ended.status = status;
    writer.end(ended);
  }

  private show(item: GrowingItem, writer: OutputWriter): void {
    this.names.name(item);
    this.shown.push(item);
    writer.begin(item);
  }

  /** What goes on as it was told goes on; what does not is void, and what stands in its place is told as something new. */
  private rewind({ standing, toToken }: Extract<GenerationEvent, { type: 'rewound' }>, writer: OutputWriter): void {
    const { shown, growing, ended } = this.foldAnew(standing);
    const kept = this.shown.slice(0, countKept(this.shown, shown, growing));
    const gone = this.shown.slice(kept.length);
    writer.rewind(toToken, gone);
    for (const item of gone) {
      if (item.status !== 'in_progress') continue;
      item.status = 'incomplete';
      writer.abandon(item);
    }
    for (const [place, item] of shown.entries()) this.tellStanding(item, kept[place], writer);
    this.shown = shown;
    this.growing = growing;
    this.ended = ended?.status === 'in_progress' ? ended : null;
  }

  private foldAnew(events: readonly GenerationEvent[]): OutputFold {
    const anew = new OutputFold(this.generationId, this.echo);
    for (const event of events) {
      if (event.type !== 'finish' && event.type !== 'error') anew.push(event);
    }
    return anew;
  }

  private tellStanding(item: GrowingItem, told: GrowingItem | undefined, writer: OutputWriter): void {
    if (told) takePlace(item, told);
    else {
      this.names.name(item);
      writer.begin(item);
    }
    if (told && told.status !== 'in_progress') return;
    const text = item.text.slice(told?.text.length ?? 0);
    const logprobs = item.logprobs.slice(told?.logprobs.length ?? 0);
    if (text !== '' || logprobs.length > 0) writer.grow(item, text, logprobs);
    if (item.status !== 'in_progress') writer.end(item);
  }

  private itemOf(item: number): GrowingItem {
    if (this.growing?.item === item) return this.growing;
    throw new Error(`Item ${item} is not open`);
  }

  private logprobsOf({ logprobs }: ContentDelta): readonly ChatTokenLogprob[] {
    return this.includeLogprobs && logprobs ? toChatLogprobs(logprobs).content : NO_LOGPROBS;
  }
}

/** Clients know the item as the one that was told. */
function takePlace(item: GrowingItem, { id, index, callId, sealed, status }: GrowingItem): void {
  Object.assign(item, { id, index, callId, sealed });
  if (status !== 'in_progress') item.status = status;
}
