import type { GenerationEvent, ItemKind } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';
import { interpretBodyless, type HeaderEnding } from './bodyless-header.js';
import { HeaderDraft } from './header-text.js';
import { interpretHeader } from './interpret-header.js';
import { ItemWriter } from './item-writer.js';
import type { OutputReader } from './output-reader.js';
import type { RecoveryFamily } from './recovery-family.js';
import { classifyToken, type TokenRole } from './token-role.js';

type State = { type: 'header'; header: HeaderDraft } | { type: 'body' } | { type: 'over' };

/**
 * Reads Harmony, from right behind the prompt's `<|start|>assistant`. What departs from the grammar has an outcome and is
 * counted (`RECOVERY_FAMILIES`).
 * Text without a header is not streamed: whether it is a thought or the answer is known only when it ends.
 */
export class HarmonyParser implements OutputReader {
  readonly #vocabulary: Vocabulary;
  readonly #toolNames: ReadonlySet<string>;
  readonly #items = new ItemWriter();
  /** A byte order mark is text here, not an encoding's signature. */
  readonly #characters = new TextDecoder('utf-8', { ignoreBOM: true });
  #state: State = headerState(true, 'assistant');
  #outcome: 'running' | 'answered' | 'tool-called' = 'running';

  constructor(vocabulary: Vocabulary, toolNames: readonly string[]) {
    this.#vocabulary = vocabulary;
    this.#toolNames = new Set(toolNames);
  }

  get outcome(): 'running' | 'answered' | 'tool-called' {
    return this.#outcome;
  }

  get contentItem(): number | null {
    return this.#state.type === 'body' ? this.#items.contentItem : null;
  }

  get place(): ItemKind | 'header' | 'over' {
    if (this.#state.type === 'body') return this.#items.openKind ?? 'header';
    return this.#state.type;
  }

  get reasoningTokens(): number {
    return this.#items.reasoningTokens;
  }

  get recoveries(): ReadonlyMap<RecoveryFamily, number> {
    return this.#items.recoveries;
  }

  push(tokenId: number): GenerationEvent[] {
    if (this.#state.type === 'over') return [];
    const role = classifyToken(tokenId, this.#vocabulary, this.#state.type);
    switch (role) {
      case 'text':
        return this.#read(this.#characters.decode(this.#vocabulary.bytesOf(tokenId), { stream: true }), 1);
      case 'stray':
        this.#items.count('stray-control-token');
        return [];
      default:
        return [...this.#completeCharacters(), ...this.#readControl(role)];
    }
  }

  /**
   * Generation was cut: gives what was held back, closes the open item, and forgets an unfinished header. Text without a
   * header that is too long to be one is the answer, as it would be before a stop.
   */
  end(): GenerationEvent[] {
    if (this.#state.type === 'over') return [];
    const events = [...this.#completeCharacters(), ...this.#items.cut(), ...this.#cutHeader()];
    this.#state = { type: 'over' };
    return events;
  }

  #cutHeader(): GenerationEvent[] {
    if (this.#state.type !== 'header' || this.#state.header.isEmpty) return [];
    if (this.#state.header.isHeaderless) return this.#endMessage('stop');
    this.#items.count('cut-header');
    return [];
  }

  #completeCharacters(): GenerationEvent[] {
    return this.#read(this.#characters.decode(), 0);
  }

  #read(text: string, tokens: number): GenerationEvent[] {
    if (this.#state.type !== 'header') return this.#items.push(text, tokens);
    this.#state.header.append(text, tokens);
    return [];
  }

  #readControl(role: Exclude<TokenRole, 'text' | 'stray'>): GenerationEvent[] {
    switch (role) {
      case 'start':
        return this.#beginMessage();
      case 'channel':
      case 'constrain':
        return this.#readMarker(role);
      case 'message':
        return this.#beginBody();
      case 'end':
        return this.#beginHeader('end', false);
      case 'call':
        return this.#stop('call');
      case 'return':
        return this.#stop('stop');
    }
  }

  #beginMessage(): GenerationEvent[] {
    if (this.#state.type === 'body') this.#items.count('missing-border');
    if (this.#state.type !== 'header' || !this.#state.header.isEmpty) return this.#beginHeader('end', true);
    if (this.#state.header.isStarted) this.#items.count('repeated-start');
    this.#state = headerState(true, '');
    return [];
  }

  #beginHeader(ending: HeaderEnding, isStarted: boolean): GenerationEvent[] {
    const events = this.#endMessage(ending);
    this.#state = headerState(isStarted, '');
    return events;
  }

  /** A channel inside a body can only be the next message, whose border the model forgot. */
  #readMarker(marker: 'channel' | 'constrain'): GenerationEvent[] {
    const events = this.#state.type === 'body' ? this.#beginHeader('end', false) : [];
    if (this.#state.type !== 'header') return events;
    if (marker === 'channel') this.#state.header.beginChannel();
    else this.#state.header.beginContentType();
    return events;
  }

  #beginBody(): GenerationEvent[] {
    if (this.#state.type !== 'header') return [];
    const { header } = this.#state;
    const meaning = interpretHeader(header, this.#toolNames);
    this.#items.count(...meaning.recoveries);
    this.#state = { type: 'body' };
    return [...this.#items.addReasoning(meaning.stray, header.tokenCount), ...this.#items.open(meaning)];
  }

  #endMessage(ending: HeaderEnding): GenerationEvent[] {
    if (this.#state.type !== 'header') return this.#items.close();
    const { header } = this.#state;
    const { items, recoveries } = interpretBodyless(header, ending, this.#toolNames);
    this.#items.count(...recoveries);
    return items.flatMap((item, index) => this.#items.add(item, index === 0 ? header.tokenCount : 0));
  }

  #stop(ending: HeaderEnding): GenerationEvent[] {
    const events = this.#endMessage(ending);
    this.#state = { type: 'over' };
    this.#outcome = this.#items.hasToolCall ? 'tool-called' : 'answered';
    return events;
  }
}

function headerState(isStarted: boolean, role: string): State {
  return { type: 'header', header: new HeaderDraft(isStarted, role) };
}
