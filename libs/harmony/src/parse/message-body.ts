import type { GenerationEvent, ItemKind } from '#protocol';
import { ArgumentRepair } from './argument-repair.js';
import type { RecoveryFamily } from './recovery-family.js';

/** The body of one message on its way to becoming one item. */
export class MessageBody {
  readonly #repair = new ArgumentRepair();
  readonly #item: number;
  readonly #kind: ItemKind;
  readonly #toolName: string;
  #hasText = false;
  #isJson = false;

  constructor(item: number, kind: ItemKind, toolName: string) {
    this.#item = item;
    this.#kind = kind;
    this.#toolName = toolName;
  }

  get kind(): ItemKind {
    return this.#kind;
  }

  start(): GenerationEvent {
    return { type: 'item-started', item: this.#item, kind: this.#kind, toolName: this.#toolName };
  }

  push(text: string): GenerationEvent[] {
    this.#lookForJson(text);
    return this.#deltas(this.#kind === 'tool-call' ? this.#repair.push(text) : text);
  }

  /** The message is complete; `recoveries` is final after this. */
  end(): GenerationEvent[] {
    return this.#close(this.#kind === 'tool-call' ? this.#repair.end() : '');
  }

  /** Generation was cut inside the message. */
  cut(): GenerationEvent[] {
    return this.#close(this.#kind === 'tool-call' ? this.#repair.cut() : '');
  }

  get recoveries(): RecoveryFamily[] {
    if (this.#kind === 'tool-call' && this.#repair.isMalformed) return ['malformed-arguments'];
    return this.#kind === 'preamble' && this.#isJson ? ['json-in-commentary'] : [];
  }

  #close(remainder: string): GenerationEvent[] {
    return [...this.#deltas(remainder), { type: 'item-ended', item: this.#item }];
  }

  #deltas(text: string): GenerationEvent[] {
    return text === '' ? [] : [{ type: DELTA_TYPES[this.#kind], item: this.#item, text }];
  }

  #lookForJson(text: string): void {
    const opening = text.trimStart();
    if (this.#hasText || opening === '') return;
    this.#hasText = true;
    this.#isJson = opening.startsWith('{');
  }
}

const DELTA_TYPES = {
  reasoning: 'reasoning-delta',
  preamble: 'content-delta',
  answer: 'content-delta',
  'tool-call': 'tool-arguments-delta',
} as const satisfies Record<ItemKind, GenerationEvent['type']>;
