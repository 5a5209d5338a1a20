import type { GenerationEvent } from '#protocol';
import { OutputFold } from './output-fold.js';
import { type SealThought, type ThoughtView, toOutputItem } from './output-item.js';
import { type ResponseState, renderResponse } from './render-response.js';
import type { ResponseBody, ResponseIdentity } from './response-body.js';
import type { ResponseEcho } from './response-echo.js';

/** What a client may see of a response, or all of it: thoughts are readable then, and sealed as well. */
export type ResponseView = 'shown' | 'stored';

/**
 * The response object of a generation in any state, from all of its events so far; what an edit made void is not shown.
 * Thoughts can be sealed only once the frames of the events were seen by whoever seals.
 */
export function toResponse(
  identity: ResponseIdentity,
  echo: ResponseEcho,
  events: readonly GenerationEvent[],
  seal: SealThought,
  view: ResponseView = 'shown',
): ResponseBody {
  const fold = new OutputFold(identity.generationId, echo);
  const begun: ResponseState = { status: echo.fields.background && events.length === 0 ? 'queued' : 'in_progress' };
  const state = events.reduce<ResponseState>((before, event) => push(fold, event) ?? before, begun);
  const thoughts = toThoughtView(echo, seal, view);
  const output = fold.items.map((item) => toOutputItem(item, thoughts));
  return renderResponse(identity, echo.fields, state, output);
}

export function toThoughtView(
  { include, maySeeReasoning }: Pick<ResponseEcho, 'include' | 'maySeeReasoning'>,
  seal: SealThought,
  view: ResponseView = 'shown',
): ThoughtView {
  if (view === 'stored') return { maySeeReasoning: true, seal };
  return { maySeeReasoning, seal: include.encryptedContent ? seal : null };
}

/** The state that the response has with an event, if it changes with it. */
function push(fold: OutputFold, event: GenerationEvent): ResponseState | null {
  switch (event.type) {
    case 'finish':
      fold.finish(event.reason);
      return { status: 'ended', reason: event.reason, usage: event.usage };
    case 'error':
      fold.breakOff();
      return event.code === 'cancelled' ? { status: 'cancelled' } : { ...event, status: 'failed' };
    default:
      fold.push(event);
      return { status: 'in_progress' };
  }
}
