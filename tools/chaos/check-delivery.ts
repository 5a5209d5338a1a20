import { parseChatData } from './chat-stream.js';
import type { Check, Evidence } from './evidence.js';
import { errorOf, sequenceOf } from './generation-log.js';
import { receivedEvents, type StreamEvent } from './history.js';

/** How what a client received differs from the rendering of the final log, event by event. */
export interface DeliveryFaults {
  lost: StreamEvent[];
  repeated: StreamEvent[];
  /** Received, but not what the log says: other text, or out of order. */
  changed: StreamEvent[];
}

/**
 * Promise: what the client received is exactly the rendering of the final log: all of it when it saw the end,
 * else a beginning of it. The order of different choices does not matter.
 */
export const checkDelivery: Check = (evidence) =>
  Object.entries(deliveryFaults(evidence)).flatMap(([fault, events]: [string, StreamEvent[]]) => {
    const [first] = events;
    return first ? [`${events.length} events ${fault}, the first: ${first.id || 'without an id'}: ${first.data}`] : [];
  });

/**
 * Compares track by track: the events of each choice, and those that belong to no choice. Of several choices the first that
 * fails ends the stream, and what the others had shown by then is chance: of those only `checkPrefix` can tell.
 */
export function deliveryFaults({ history, replay, logs }: Omit<Evidence, 'undisturbed' | 'marks'>): DeliveryFaults {
  const isWhole = history.outcome === 'complete';
  const received = byTrack(receivedEvents(history), history.plan.choices);
  const expected = byTrack(replay, history.plan.choices);
  const faults: DeliveryFaults = { lost: [], repeated: [], changed: [] };
  if (logs.length > 1 && logs.some((log) => errorOf(log) !== null)) return faults;
  for (const track of new Set([...received.keys(), ...expected.keys()]))
    compareTrack(received.get(track) ?? [], expected.get(track) ?? [], isWhole, faults);
  return faults;
}

/** How many tokens of the log stand in the frames of these events. Of several choices, an upper bound. */
export function tokensOf(events: readonly StreamEvent[], { logs }: Pick<Evidence, 'logs'>): number {
  const frames = new Set(events.flatMap(({ id }) => id.split(',').filter(isPosition).map(sequenceOf)));
  const concerned = logs.flat().filter(({ sequence }) => frames.has(sequence));
  return concerned.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
}

/** A choice that was not opened yet has none. */
function isPosition(text: string): boolean {
  return text !== '' && text !== '-';
}

function compareTrack(
  received: StreamEvent[],
  expected: StreamEvent[],
  isWhole: boolean,
  faults: DeliveryFaults,
): void {
  const known = new Set(expected.map(keyOf));
  const places = new Map(withOccurrence(expected).map((key, place) => [key, place]));
  const keys = withOccurrence(received);
  let next = 0;
  for (const [index, event] of received.entries()) {
    const place = places.get(keys[index] ?? '');
    if (place !== undefined && place >= next) {
      faults.lost.push(...expected.slice(next, place));
      next = place + 1;
    } else if (known.has(keyOf(event))) faults.repeated.push(event);
    else faults.changed.push(event);
  }
  if (isWhole) faults.lost.push(...expected.slice(next));
}

/** Tells the first from the second where both have the same place and text. */
function withOccurrence(events: readonly StreamEvent[]): string[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const occurrence = (seen.get(keyOf(event)) ?? 0) + 1;
    seen.set(keyOf(event), occurrence);
    return `${occurrence} ${keyOf(event)}`;
  });
}

const NO_CHOICE = -1;

function byTrack(events: readonly StreamEvent[], choices: number): Map<number, StreamEvent[]> {
  if (choices === 1) return new Map([[0, [...events]]]);
  const tracks = new Map<number, StreamEvent[]>();
  for (const event of events) {
    const track = trackOf(event);
    const own = { ...event, id: ownFrame(event.id, track) };
    tracks.set(track, [...(tracks.get(track) ?? []), own]);
  }
  return tracks;
}

function trackOf({ data }: StreamEvent): number {
  const parsed = parseChatData(data);
  return parsed.type === 'delta' ? parsed.choice : NO_CHOICE;
}

/** How far the other choices are, and which of them ends last, is chance; which frame of its own choice an event is of is not. */
function ownFrame(id: string, track: number): string {
  const position = id.split(',')[track];
  return position ? String(sequenceOf(position)) : '';
}

function keyOf({ id, data }: StreamEvent): string {
  return `${id} ${data}`;
}
