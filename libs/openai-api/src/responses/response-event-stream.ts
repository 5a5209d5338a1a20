import type { Frame } from '#protocol';
import { EventIds, type StreamPositions, startOf } from '../answers/stream-position.js';
import { ResponseEvents, type StreamedResponse } from './response-events.js';

/** What the client has of the stream already, by its place in the log or by the number of its last event; it is not shown again. */
export interface ResponseStreamStart {
  had?: StreamPositions;
  startingAfter?: number | null;
}

/**
 * One client's stream of a response: frames in, complete server-sent events out, each with its place in the log as id. Every
 * text it returns is empty or holds whole events and is meant for a single write. All frames must be pushed in order, from
 * the first on, after `opening`. Whoever seals must have seen a frame before it is pushed.
 */
export class ResponseEventStream {
  private readonly events: ResponseEvents;
  private readonly ids: EventIds;

  constructor(response: StreamedResponse, { had = startOf(1), startingAfter = null }: ResponseStreamStart = {}) {
    this.events = new ResponseEvents(response, startingAfter ?? -1, 'sse');
    this.ids = new EventIds(had);
  }

  /** Whether the generation has failed or was cancelled, which ended the stream. */
  get hasFailed(): boolean {
    return this.events.hasFailed;
  }

  /** The events before any text. Only the last of them has an id: who has just the first one begins anew. */
  opening(): string {
    const [created, state] = this.events.opening();
    const text = this.ids.opening(0, state);
    return state === '' || text === '' ? '' : created + text;
  }

  /** What one frame adds to the stream. After the frame with the terminal event there may be no other. */
  pushFrame({ sequence, events }: Frame): string {
    const shown = this.events.push(events);
    return this.ids.frame(0, sequence, shown, this.ids.hadOf(0, sequence, shown.length));
  }
}
