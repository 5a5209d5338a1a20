import type { ContentDelta, GenerationEvent, TokenLogprob } from '#protocol';

/**
 * Brings likelihoods of tokens to the deltas that show them. A token whose text is held back, because its character is
 * incomplete or because it may be the beginning of a stop text, waits with it.
 */
export class ContentLogprobs {
  private waiting: TokenLogprob[] = [];

  /** The next token of the content. */
  hold(logprob: TokenLogprob): void {
    this.waiting.push(logprob);
  }

  /** The text of the waiting tokens will not be shown. */
  drop(): void {
    this.waiting = [];
  }

  /** The same events; the last delta, or the end of the item, brings what waits, unless some of its text is still held. */
  attach(events: GenerationEvent[], isTextHeld: boolean): GenerationEvent[] {
    if (this.waiting.length === 0) return events;
    const end = events.findIndex(({ type }) => type === 'item-ended');
    const last = events.findLastIndex(({ type }) => type === 'content-delta');
    const delta = events[last];
    if (delta?.type === 'content-delta' && (!isTextHeld || end >= 0)) {
      return events.map((event) => (event === delta ? this.release(delta) : event));
    }
    const ended = events[end];
    if (ended?.type !== 'item-ended') return events;
    return events.toSpliced(end, 0, this.release({ type: 'content-delta', item: ended.item, text: '' }));
  }

  private release(delta: ContentDelta): ContentDelta {
    const logprobs = this.waiting;
    this.waiting = [];
    return { ...delta, logprobs };
  }
}
