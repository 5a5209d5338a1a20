import { HarmonyGuide, HarmonyParser, type NextToken, type Vocabulary } from '#harmony';
import type { FinishReason, Generation, GenerationEvent, TokenLogprob, Usage } from '#protocol';
import { attachLogprob } from './attach-logprob.js';
import { StopTexts } from './stop-texts.js';

/** What one more token brought: events to show, and whether the generation is over. */
export interface ProgressStep {
  events: GenerationEvent[];
  finished: FinishReason | null;
}

/**
 * How far a generation has come: a fold over its token ids, and nothing else. Another worker that feeds the logged
 * tokens through a new one stands exactly where the first one stood.
 */
export class GenerationProgress {
  readonly parser: HarmonyParser;
  private readonly guide: HarmonyGuide | null;
  private readonly stopTexts: StopTexts;
  private readonly tokenIds: number[] = [];

  /** Unguarded, the model may write what it likes: for tests of what happens then. */
  constructor(
    private readonly generation: Generation,
    private readonly vocabulary: Vocabulary,
    isGuarded = true,
  ) {
    this.parser = new HarmonyParser(vocabulary, generation.toolNames);
    this.guide = isGuarded ? new HarmonyGuide(vocabulary, generation.rules) : null;
    this.stopTexts = new StopTexts(generation.stop);
  }

  /** Every token so far, in order. */
  get generated(): readonly number[] {
    return this.tokenIds;
  }

  get completionTokens(): number {
    return this.tokenIds.length;
  }

  /** What may be generated next. */
  next(): NextToken {
    return this.guide?.next() ?? { type: 'free', banned: [], grammar: null };
  }

  /** Whether a token of text that comes now is shown as content, whose likelihood may be told. */
  get isInContent(): boolean {
    return this.parser.contentItem !== null;
  }

  /** `logprob`: how likely the token was, if that is to be told. */
  push(tokenId: number, logprob: TokenLogprob | null = null): ProgressStep {
    const item = this.vocabulary.isControl(tokenId) ? null : this.parser.contentItem;
    this.tokenIds.push(tokenId);
    this.guide?.push(tokenId);
    const { events, stopped } = this.stopTexts.filter(this.parser.push(tokenId));
    return this.finish(logprob && item !== null ? attachLogprob(events, item, logprob) : events, stopped);
  }

  private finish(events: GenerationEvent[], stopped: boolean): ProgressStep {
    if (stopped) return { events, finished: 'stop' };
    if (this.parser.outcome !== 'running')
      return { events, finished: this.parser.outcome === 'tool-called' ? 'tool-call' : 'stop' };
    if (this.completionTokens < this.generation.maxOutputTokens) return { events, finished: null };
    return { events: [...events, ...this.cut()], finished: 'length' };
  }

  usage(cachedTokens: number): Usage {
    return {
      promptTokens: this.generation.promptTokenIds.length,
      cachedTokens,
      completionTokens: this.completionTokens,
      reasoningTokens: this.parser.reasoningTokens,
    };
  }

  /** Shows what was held back, since nothing can follow. */
  private cut(): GenerationEvent[] {
    return this.stopTexts.filter(this.parser.end()).events;
  }
}
