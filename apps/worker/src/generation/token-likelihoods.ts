import type { Frame, GenerationEvent, LiveControlEvent, TokenLogprob } from '#protocol';

export type TokenInspectedEvent = Extract<LiveControlEvent, { type: 'token-inspected' }>;

/** What was told of one token's likelihood. */
export interface ToldLikelihood {
  /** In its delta, because the client asked for it. */
  logprob: TokenLogprob | null;
  /** In an event of its own, because a person asked for it. */
  inspected: TokenInspectedEvent | null;
}

/**
 * The likelihoods told so far. They cannot be computed again from the tokens, and what stands after a rewind is told
 * together with them.
 */
export class TokenLikelihoods {
  private readonly logprobs = new Map<number, TokenLogprob>();
  private readonly inspected = new Map<number, TokenInspectedEvent>();

  /** What was told of the token at this place. */
  of(tokenIndex: number): ToldLikelihood {
    return { logprob: this.logprobs.get(tokenIndex) ?? null, inspected: this.inspected.get(tokenIndex) ?? null };
  }

  keep(tokenIndex: number, { logprob, inspected }: ToldLikelihood): void {
    if (logprob) this.logprobs.set(tokenIndex, logprob);
    if (inspected) this.inspected.set(tokenIndex, inspected);
  }

  /**
   * Keeps what a frame tells. `contentIndexes`: the places of its tokens of the content. Those that nobody drew, because
   * they were given, come first in a frame and have no likelihood.
   */
  keepFrame(events: Frame['events'], contentIndexes: readonly number[]): void {
    const logprobs = events.flatMap(logprobsOf);
    const drawn = logprobs.length === 0 ? [] : contentIndexes.slice(-logprobs.length);
    for (const [position, tokenIndex] of drawn.entries()) {
      this.keep(tokenIndex, { logprob: logprobs[position] ?? null, inspected: null });
    }
    for (const event of events) {
      if (event.type === 'token-inspected') this.inspected.set(event.tokenIndex, event);
    }
  }

  /** Forgets everything behind the first `tokens` tokens. */
  cutTo(tokens: number): void {
    for (const told of [this.logprobs, this.inspected]) {
      for (const tokenIndex of told.keys()) if (tokenIndex >= tokens) told.delete(tokenIndex);
    }
  }
}

/** No more than so many alternatives, the likeliest ones. */
export function narrowTo(alternatives: number, likelihood: TokenLogprob): TokenLogprob {
  return { ...likelihood, alternatives: likelihood.alternatives.slice(0, alternatives) };
}

function logprobsOf(event: GenerationEvent): readonly TokenLogprob[] {
  return event.type === 'content-delta' ? (event.logprobs ?? []) : [];
}
