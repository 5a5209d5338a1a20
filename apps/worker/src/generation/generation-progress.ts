import type { NextToken, OutputReader, Vocabulary } from '#harmony';
import type { FinishReason, Frame, Generation, GenerationEvent, Sampling, TokenLogprob, Usage } from '#protocol';
import { coalesceEvents } from '../commit/coalesce-events.js';
import { attachLogprob } from './attach-logprob.js';
import { OutputFold } from './output-fold.js';
import { rewoundSeed } from './rewound-seed.js';
import { type EditCommand, type SteeredEvent, type SteeringCommand, toSteering } from './steering.js';
import { TokenLikelihoods, type ToldLikelihood, narrowTo } from './token-likelihoods.js';

/** What one more token brought: events to show, and whether the generation is over. */
export interface ProgressStep {
  events: GenerationEvent[];
  finished: FinishReason | null;
}

/** What a number of tokens brought, up to the one that finishes the generation. */
export interface ProgressSteps extends ProgressStep {
  tokenIds: number[];
}

const UNTOLD: ToldLikelihood = { logprob: null, inspected: null };

/**
 * How far a generation has come: a fold over the frames of its log, and nothing else. Another worker that replays the
 * logged frames through a new one stands exactly where the first one stood.
 */
export class GenerationProgress {
  private output: OutputFold;
  private readonly likelihoods = new TokenLikelihoods();
  private drawnWith: Sampling;

  /** Unguarded, the model may write what it likes: for tests of what happens then. */
  constructor(
    private readonly generation: Generation,
    private readonly vocabulary: Vocabulary,
    private readonly isGuarded = true,
  ) {
    this.output = new OutputFold(generation, vocabulary, isGuarded);
    this.drawnWith = generation.sampling;
  }

  get reader(): OutputReader {
    return this.output.reader;
  }

  /** Every token so far, in order. */
  get generated(): readonly number[] {
    return this.output.tokenIds;
  }

  get completionTokens(): number {
    return this.output.tokenIds.length;
  }

  /** Why the generation is over, if its tokens say so: then nothing but the terminal event may be missing in the log. */
  get finished(): FinishReason | null {
    return this.output.finished;
  }

  /** The text that ended the answer, if one of the request's stop texts did. */
  get stopText(): string | null {
    return this.output.stopText;
  }

  /** How the next token is drawn. The seed is the request's own until the first rewind. */
  get sampling(): Sampling {
    return this.drawnWith;
  }

  /** How many likely tokens are to be named beside the next one, for whoever wants most; `null`: likelihoods are of no use. */
  get wantedAlternatives(): number | null {
    const inContent = this.reader.contentItem === null ? null : this.generation.topLogprobs;
    const { inspectedAlternatives } = this.output;
    if (inContent === null || inspectedAlternatives === null) return inContent ?? inspectedAlternatives;
    return Math.max(inContent, inspectedAlternatives);
  }

  /** What may be generated next. */
  next(): NextToken {
    return this.output.next();
  }

  /** `likelihood`: with as many alternatives as were wanted; `null` for a token that was not drawn. */
  push(tokenId: number, likelihood: TokenLogprob | null = null): ProgressStep {
    const events = this.add(tokenId, likelihood === null ? UNTOLD : this.tell(tokenId, likelihood));
    return { events, finished: this.finished };
  }

  /** Takes in a frame of the log, the next one in order. */
  replay({ tokenIds, events }: Pick<Frame, 'tokenIds' | 'events'>): void {
    for (const event of events) {
      if (event.type === 'rewound') this.cutTo(event.toToken, event.command, (tokenId) => this.output.push(tokenId));
      else if (event.type === 'steered' && event.applied) this.output.steer(event);
    }
    const contentIndexes: number[] = [];
    for (const tokenId of tokenIds) {
      if (this.output.contentItemOf(tokenId) !== null) contentIndexes.push(this.completionTokens);
      this.output.push(tokenId);
    }
    this.likelihoods.keepFrame(events, contentIndexes);
  }

  /** Lets a command take effect from here on, if it still can. The event has to be the first one of a new frame. */
  steer(command: SteeringCommand): { event: SteeredEvent } {
    const steering = toSteering(command);
    const applied = this.output.steer(steering);
    return { event: { type: 'steered', command: command.number, ...steering, applied } };
  }

  /**
   * Goes back to what an edit leaves and puts its tokens behind that. The events have to begin a new frame with these
   * tokens. `null`, and nothing is changed, when there are not so many tokens to go back to.
   */
  rewind(edit: EditCommand): ProgressSteps | null {
    if (edit.toToken > this.completionTokens) return null;
    const standing: GenerationEvent[] = [];
    this.cutTo(edit.toToken, edit.number, (tokenId, index) => {
      standing.push(...this.add(tokenId, this.likelihoods.of(index)));
    });
    const tokenIds: number[] = [];
    for (const tokenId of edit.tokenIds) {
      if (this.finished) break;
      standing.push(...this.add(tokenId, UNTOLD));
      tokenIds.push(tokenId);
    }
    const { number: command, toToken } = edit;
    const events: GenerationEvent[] = [{ type: 'rewound', command, toToken, standing: coalesceEvents(standing) }];
    return { tokenIds, events, finished: this.finished };
  }

  usage(cachedTokens: number): Usage {
    return {
      promptTokens: this.generation.promptTokenIds.length,
      cachedTokens,
      completionTokens: this.completionTokens,
      reasoningTokens: this.reader.reasoningTokens,
    };
  }

  /**
   * Folds what stands from the beginning; `push` adds each of its tokens. Steering in front of a token that stands, or
   * right behind the last one, is still in effect; what came later is void with what it led to.
   */
  private cutTo(toToken: number, command: number, push: (tokenId: number, index: number) => void): void {
    const { tokenIds, steerings } = this.output;
    this.output = new OutputFold(this.generation, this.vocabulary, this.isGuarded);
    this.likelihoods.cutTo(toToken);
    const { sampling } = this.generation;
    this.drawnWith = { ...sampling, seed: rewoundSeed(sampling.seed, command) };
    const steerAt = (index: number): void => {
      for (const steering of steerings) if (steering.atToken === index) this.output.steer(steering);
    };
    for (const [index, tokenId] of tokenIds.slice(0, toToken).entries()) {
      steerAt(index);
      push(tokenId, index);
    }
    steerAt(toToken);
  }

  private add(tokenId: number, told: ToldLikelihood): GenerationEvent[] {
    const item = this.output.contentItemOf(tokenId);
    this.likelihoods.keep(this.completionTokens, told);
    const events = this.output.push(tokenId);
    const shown = told.logprob && item !== null ? attachLogprob(events, item, told.logprob) : events;
    return told.inspected ? [told.inspected, ...shown] : shown;
  }

  private tell(tokenId: number, likelihood: TokenLogprob): ToldLikelihood {
    const { inspectedAlternatives } = this.output;
    const { topLogprobs } = this.generation;
    const isTold = topLogprobs !== null && this.output.contentItemOf(tokenId) !== null;
    const token = inspectedAlternatives === null ? null : narrowTo(inspectedAlternatives, likelihood);
    return {
      logprob: isTold ? narrowTo(topLogprobs, likelihood) : null,
      inspected: token && { type: 'token-inspected', tokenIndex: this.completionTokens, tokenId, token },
    };
  }
}
