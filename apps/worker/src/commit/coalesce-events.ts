import type { GenerationEvent, TokenLogprob } from '#protocol';

/** Joins neighbouring deltas of the same item, before they get a number in the log; never after. */
export function coalesceEvents(events: readonly GenerationEvent[]): GenerationEvent[] {
  const joined: GenerationEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (last && 'text' in last && 'text' in event && last.type === event.type && last.item === event.item) {
      joined[joined.length - 1] = { ...last, text: last.text + event.text, ...joinLogprobs(last, event) };
    } else {
      joined.push(event);
    }
  }
  return joined;
}

function joinLogprobs(left: GenerationEvent, right: GenerationEvent): { logprobs?: readonly TokenLogprob[] } {
  if (left.type !== 'content-delta' || right.type !== 'content-delta') return {};
  if (!left.logprobs && !right.logprobs) return {};
  return { logprobs: [...(left.logprobs ?? []), ...(right.logprobs ?? [])] };
}
