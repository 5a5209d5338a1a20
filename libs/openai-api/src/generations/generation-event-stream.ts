import type { Frame } from '#protocol';
import { EventIds, startOf, type StreamPositions } from '../answers/stream-position.js';
import { toNeutralEvent } from './neutral-event.js';
import { VisibleEvents } from './visible-events.js';

/**
 * One client's stream of a generation's events as they are, in no dialect of chat: frames in, server-sent events out, one
 * for each event. The last event of a frame carries its token ids; those of a frame without events come as `tokens`. A
 * client that may not see reasoning gets neither it nor any token ids; the others' ids are the same for every client.
 */
export class GenerationEventStream {
  /** An error is an event like others: the frames end with it anyway. */
  readonly hasFailed = false;
  private readonly ids: EventIds;
  private readonly visible: VisibleEvents | null;

  constructor(maySeeReasoning: boolean, had: StreamPositions = startOf(1)) {
    this.ids = new EventIds(had);
    this.visible = maySeeReasoning ? null : new VisibleEvents();
  }

  /** Nothing: the first event is the log's. */
  opening(): string {
    return '';
  }

  /** What one frame adds. All must be pushed, from the first on; those that the client had show nothing. */
  pushFrame(frame: Frame): string {
    const events = this.visible ? showSome(frame, this.visible) : showAll(frame);
    return this.ids.frame(0, frame.sequence, events, this.ids.hadOf(0, frame.sequence, events.length));
  }
}

function showAll({ events, tokenIds }: Frame): string[] {
  if (events.length === 0)
    return tokenIds.length === 0 ? [] : [toEvent('tokens', { type: 'tokens', token_ids: tokenIds })];
  return events.map((event, index) => {
    const hasTokens = index === events.length - 1 && tokenIds.length > 0;
    const neutral = toNeutralEvent(event);
    return toEvent(event.type, hasTokens ? { ...neutral, token_ids: tokenIds } : neutral);
  });
}

function showSome({ events, tokenIds }: Frame, visible: VisibleEvents): string[] {
  if (events.length === 0) return tokenIds.length === 0 ? [] : [''];
  return events.map((event) => {
    const shown = visible.show(event);
    return shown ? toEvent(shown.type, toNeutralEvent(shown)) : '';
  });
}

function toEvent(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
