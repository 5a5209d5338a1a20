import type { GenerationEvent, TokenLogprob } from '#protocol';

type Delta = Extract<GenerationEvent, { text: string }>;

/** Neighbouring deltas of the same item, not yet joined: joining them pairwise would copy all likelihoods at every token. */
interface Run {
  first: Delta;
  texts: string[];
  logprobs: TokenLogprob[];
}

/** Joins neighbouring deltas of the same item, before they get a number in the log; never after. */
export function coalesceEvents(events: readonly GenerationEvent[]): GenerationEvent[] {
  const joined: (GenerationEvent | Run)[] = [];
  for (const event of events) {
    if ('text' in event) extend(runFor(event, joined), event);
    else joined.push(event);
  }
  return joined.map((entry) => ('texts' in entry ? closed(entry) : entry));
}

/** The run at the end if the delta belongs to it, else a new one. */
function runFor(delta: Delta, joined: (GenerationEvent | Run)[]): Run {
  const last = joined.at(-1);
  if (last && 'texts' in last && last.first.type === delta.type && last.first.item === delta.item) return last;
  const run: Run = { first: delta, texts: [], logprobs: [] };
  joined.push(run);
  return run;
}

function extend({ texts, logprobs }: Run, delta: Delta): void {
  texts.push(delta.text);
  if (delta.type !== 'content-delta') return;
  for (const logprob of delta.logprobs ?? []) logprobs.push(logprob);
}

function closed({ first, texts, logprobs }: Run): Delta {
  const text = texts.join('');
  return first.type === 'content-delta' && logprobs.length > 0 ? { ...first, text, logprobs } : { ...first, text };
}
