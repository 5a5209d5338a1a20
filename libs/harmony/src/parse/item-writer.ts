import type { GenerationEvent, ItemKind } from '#protocol';
import type { HiddenItem } from './bodyless-header.js';
import type { BodyRoute } from './interpret-header.js';
import { MessageBody } from './message-body.js';
import type { RecoveryFamily } from './recovery-family.js';

/** Numbers the items of a generation and keeps the tallies: at most one item is open at a time. */
export class ItemWriter {
  #nextItem = 0;
  #open: MessageBody | null = null;
  #reasoningTokens = 0;
  #hasToolCall = false;
  readonly #recoveries = new Map<RecoveryFamily, number>();

  get reasoningTokens(): number {
    return this.#reasoningTokens;
  }

  get hasToolCall(): boolean {
    return this.#hasToolCall;
  }

  /** What the open item is; `null` if none is open. */
  get openKind(): ItemKind | null {
    return this.#open?.kind ?? null;
  }

  /** The open item, if it is shown as content. */
  get contentItem(): number | null {
    const isContent = this.#open?.kind === 'answer' || this.#open?.kind === 'preamble';
    return isContent ? this.#nextItem - 1 : null;
  }

  get recoveries(): ReadonlyMap<RecoveryFamily, number> {
    return this.#recoveries;
  }

  count(...families: readonly RecoveryFamily[]): void {
    for (const family of families) this.#recoveries.set(family, (this.#recoveries.get(family) ?? 0) + 1);
  }

  /** Begins the item of a body; nothing is written of a dropped one. */
  open({ kind, toolName }: Pick<BodyRoute, 'kind' | 'toolName'>): GenerationEvent[] {
    if (kind === 'dropped') return [];
    this.#open = new MessageBody(this.#nextItem, kind, toolName);
    this.#nextItem += 1;
    if (kind === 'tool-call') this.#hasToolCall = true;
    return [this.#open.start()];
  }

  /** `tokens`: how many tokens the text stands for, to be counted if it is reasoning. */
  push(text: string, tokens: number): GenerationEvent[] {
    if (this.#open?.kind === 'reasoning') this.#reasoningTokens += tokens;
    return this.#open === null || text === '' ? [] : this.#open.push(text);
  }

  /** The open item is complete. */
  close(): GenerationEvent[] {
    return this.#finish((body) => body.end());
  }

  /** The open item stays incomplete. */
  cut(): GenerationEvent[] {
    return this.#finish((body) => body.cut());
  }

  /** A whole item at once. */
  add(item: HiddenItem, tokens: number): GenerationEvent[] {
    return [...this.open(item), ...this.push(item.text, tokens), ...this.close()];
  }

  addReasoning(text: string, tokens: number): GenerationEvent[] {
    return text === '' ? [] : this.add({ kind: 'reasoning', toolName: '', text }, tokens);
  }

  #finish(finish: (body: MessageBody) => GenerationEvent[]): GenerationEvent[] {
    if (this.#open === null) return [];
    const events = finish(this.#open);
    this.count(...this.#open.recoveries);
    this.#open = null;
    return events;
  }
}
