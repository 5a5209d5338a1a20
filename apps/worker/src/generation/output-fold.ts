import { HarmonyGuide, type NextToken, type OutputReader, type Vocabulary, openReader } from '#harmony';
import type { FinishReason, Generation, GenerationEvent } from '#protocol';
import type { Steering } from './steering.js';
import { StopTexts } from './stop-texts.js';

/** What more thinking leaves at least, so that an answer can still begin: a thought's end, a header and a few words. */
const TOKENS_FOR_ANSWER = 32;

/** A steering that took effect, and in front of which token. */
export interface AppliedSteering extends Steering {
  atToken: number;
}

/**
 * What an output means and what may follow it: a fold over its tokens and over the steering between them, and nothing else.
 * It only grows; where people make something void, a new one is made from what stands.
 */
export class OutputFold {
  readonly reader: OutputReader;
  /** Every token so far, in order. */
  readonly tokenIds: number[] = [];
  readonly steerings: AppliedSteering[] = [];
  /** `null` for bare text, in which nothing is demanded or forbidden. */
  private readonly guide: HarmonyGuide | null;
  private readonly stopTexts: StopTexts;
  private finishReason: FinishReason | null = null;
  /** Those that still last; several may, if more than one person looks. */
  private inspections: { endToken: number; alternatives: number }[] = [];

  /** Unguarded, the model may write what it likes, until somebody steers it. */
  constructor(
    private readonly generation: Generation,
    private readonly vocabulary: Vocabulary,
    private isGuarded: boolean,
  ) {
    this.reader = openReader(vocabulary, generation);
    this.guide = generation.outputFormat === 'harmony' ? new HarmonyGuide(vocabulary, generation.rules) : null;
    this.stopTexts = new StopTexts(generation.stop);
  }

  /** Why nothing follows any more; `null` as long as something does. */
  get finished(): FinishReason | null {
    return this.finishReason;
  }

  /** The text that ended the answer, if one of the request's stop texts did. */
  get stopText(): string | null {
    return this.stopTexts.stopText;
  }

  /** How many of the likeliest tokens a person wants to see at the next place; `null` when nobody does. */
  get inspectedAlternatives(): number | null {
    const lasting = this.lastingInspections();
    return lasting.length === 0 ? null : Math.max(...lasting.map(({ alternatives }) => alternatives));
  }

  next(): NextToken {
    return this.isGuarded && this.guide !== null ? this.guide.next() : { type: 'free', banned: [], grammar: null };
  }

  /** The item in whose content this token's text is shown if it comes now, `null` if it is not. */
  contentItemOf(tokenId: number): number | null {
    return this.vocabulary.isControl(tokenId) ? null : this.reader.contentItem;
  }

  /** Whether it has an effect from here on; without one nothing is changed. */
  steer({ action, tokens, alternatives }: Steering): boolean {
    const isApplied = this.finishReason === null && this.applySteering({ action, tokens, alternatives });
    if (isApplied) this.steerings.push({ action, tokens, alternatives, atToken: this.tokenIds.length });
    return isApplied;
  }

  /** The events that one more token brings. */
  push(tokenId: number): GenerationEvent[] {
    this.tokenIds.push(tokenId);
    this.guide?.push(tokenId);
    const { events, stopped } = this.stopTexts.filter(this.reader.push(tokenId));
    this.finishReason ??= this.findEnd(stopped);
    return this.finishReason === 'length' ? [...events, ...this.cut()] : events;
  }

  private applySteering({ action, tokens, alternatives }: Steering): boolean {
    if (action === 'inspect') {
      this.inspections = [...this.lastingInspections(), { endToken: this.tokenIds.length + tokens, alternatives }];
      return true;
    }
    if (this.guide === null) return false;
    const isApplied = action === 'answer-now' ? this.guide.stopThinking() : this.thinkMore(this.guide, tokens);
    this.isGuarded ||= isApplied;
    return isApplied;
  }

  private lastingInspections() {
    return this.inspections.filter(({ endToken }) => this.tokenIds.length < endToken);
  }

  /** As much as there is room for. */
  private thinkMore(guide: HarmonyGuide, tokens: number): boolean {
    const room = this.generation.maxOutputTokens - this.tokenIds.length - TOKENS_FOR_ANSWER;
    return room > 0 && guide.thinkMore(Math.min(tokens, room));
  }

  private findEnd(stopped: boolean): FinishReason | null {
    if (stopped) return 'stop';
    if (this.reader.outcome !== 'running') return this.reader.outcome === 'tool-called' ? 'tool-call' : 'stop';
    return this.tokenIds.length < this.generation.maxOutputTokens ? null : 'length';
  }

  /** Shows what was held back, since nothing can follow. */
  private cut(): GenerationEvent[] {
    return this.stopTexts.filter(this.reader.end()).events;
  }
}
