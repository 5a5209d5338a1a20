import type { GenerationEvent } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';
import type { OutputReader } from './output-reader.js';
import type { RecoveryFamily } from './recovery-family.js';

/** The only item there is. */
const ITEM = 0;
const NO_RECOVERIES: ReadonlyMap<RecoveryFamily, number> = new Map();

/**
 * Reads bare text that continues a prompt: every token of text is part of one answer. Control tokens show nothing, and
 * those that end a message or a turn in Harmony end the text. An output without any token of text has no item.
 */
export class TextParser implements OutputReader {
  readonly reasoningTokens = 0;
  readonly recoveries = NO_RECOVERIES;
  readonly #vocabulary: Vocabulary;
  readonly #endings: ReadonlySet<number>;
  /** A byte order mark is text here, not an encoding's signature. */
  readonly #characters = new TextDecoder('utf-8', { ignoreBOM: true });
  #state: 'empty' | 'open' | 'over' = 'empty';
  #outcome: 'running' | 'answered' = 'running';

  constructor(vocabulary: Vocabulary) {
    const { end, call, return: returned, endOfText } = vocabulary.control;
    this.#vocabulary = vocabulary;
    this.#endings = new Set([end, call, returned, endOfText]);
  }

  get outcome(): 'running' | 'answered' {
    return this.#outcome;
  }

  get contentItem(): number | null {
    return this.#state === 'over' ? null : ITEM;
  }

  get place(): 'answer' | 'over' {
    return this.#state === 'over' ? 'over' : 'answer';
  }

  push(tokenId: number): GenerationEvent[] {
    if (this.#state === 'over') return [];
    if (this.#endings.has(tokenId)) {
      this.#outcome = 'answered';
      return this.end();
    }
    if (this.#vocabulary.isControl(tokenId)) return [];
    const text = this.#characters.decode(this.#vocabulary.bytesOf(tokenId), { stream: true });
    return [...this.#open(), ...deltas(text)];
  }

  end(): GenerationEvent[] {
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    return wasOpen ? [...deltas(this.#characters.decode()), { type: 'item-ended', item: ITEM }] : [];
  }

  #open(): GenerationEvent[] {
    if (this.#state === 'open') return [];
    this.#state = 'open';
    return [{ type: 'item-started', item: ITEM, kind: 'answer', toolName: '' }];
  }
}

function deltas(text: string): GenerationEvent[] {
  return text === '' ? [] : [{ type: 'content-delta', item: ITEM, text }];
}
