import type { ContentDelta, GenerationEvent, TokenLogprob } from '#protocol';

/**
 * Tells the likelihood of a token of the content together with what the token brought: with the delta that shows its text,
 * or with one of its own where the text is held back, because a character is incomplete or a stop text may have begun.
 * Nothing is kept for later, so that a worker that goes on from the log owes nothing.
 */
export function attachLogprob(
  events: readonly GenerationEvent[],
  item: number,
  logprob: TokenLogprob,
): GenerationEvent[] {
  const at = events.findIndex((event) => event.type === 'content-delta' && event.item === item);
  const delta = events[at];
  if (delta?.type === 'content-delta') return events.with(at, { ...delta, logprobs: [logprob] });
  const own: ContentDelta = { type: 'content-delta', item, text: '', logprobs: [logprob] };
  const started = events.findIndex((event) => event.type === 'item-started' && event.item === item);
  return events.toSpliced(started + 1, 0, own);
}
