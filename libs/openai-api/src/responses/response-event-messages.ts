import type { Frame } from '#protocol';
import { ResponseEvents, type StreamedResponse } from './response-events.js';

/**
 * One client's events of a response as messages of a WebSocket, each the JSON of one event. All frames must be pushed in
 * order, from the first on, after `opening`. Whoever seals must have seen a frame before it is pushed.
 */
export class ResponseEventMessages {
  private readonly events: ResponseEvents;

  constructor(response: StreamedResponse) {
    this.events = new ResponseEvents(response, -1, 'json');
  }

  /** Whether the generation has failed or was cancelled, which ended the stream. */
  get hasFailed(): boolean {
    return this.events.hasFailed;
  }

  opening(): string[] {
    return this.events.opening().filter(isShown);
  }

  pushFrame({ events }: Pick<Frame, 'events'>): string[] {
    return this.events.push(events).filter(isShown);
  }
}

function isShown(event: string): boolean {
  return event !== '';
}
