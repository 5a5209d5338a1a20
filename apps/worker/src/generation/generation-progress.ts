import { HarmonyParser, type Vocabulary } from '#harmony';
import type { FinishReason, Generation, GenerationEvent, Usage } from '#protocol';
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
  private readonly stopTexts: StopTexts;
  private tokens = 0;

  constructor(
    private readonly generation: Generation,
    vocabulary: Vocabulary,
  ) {
    this.parser = new HarmonyParser(vocabulary, generation.toolNames);
    this.stopTexts = new StopTexts(generation.stop);
  }

  get completionTokens(): number {
    return this.tokens;
  }

  push(tokenId: number): ProgressStep {
    this.tokens++;
    const { events, stopped } = this.stopTexts.filter(this.parser.push(tokenId));
    if (stopped) return { events, finished: 'stop' };
    if (this.parser.outcome !== 'running')
      return { events, finished: this.parser.outcome === 'tool-called' ? 'tool-call' : 'stop' };
    if (this.tokens < this.generation.maxOutputTokens) return { events, finished: null };
    return { events: [...events, ...this.cut()], finished: 'length' };
  }

  usage(cachedTokens: number): Usage {
    return {
      promptTokens: this.generation.promptTokenIds.length,
      cachedTokens,
      completionTokens: this.tokens,
      reasoningTokens: this.parser.reasoningTokens,
    };
  }

  /** Shows what was held back, since nothing can follow. */
  private cut(): GenerationEvent[] {
    return this.stopTexts.filter(this.parser.end()).events;
  }
}
