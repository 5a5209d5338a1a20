import { refuse } from '../refusal.js';

/** What a client has of one generation's stream: all of the frames up to `sequence`, and so many events of the next one. */
export interface StreamPosition {
  sequence: number;
  events: number;
}

/** What a client has of a stream, by choice; `null` of a choice that was not opened yet. */
export type StreamPositions = readonly (StreamPosition | null)[];

const POSITION = /^(0|[1-9]\d{0,14})(?:\.([1-9]\d{0,8}))?$/;
const NOT_OPENED = '-';

/** The positions of somebody who has nothing yet. */
export function startOf(choices: number): StreamPositions {
  return new Array<null>(choices).fill(null);
}

/**
 * Reads the id of an event, as a client sends it back to go on from there: `42`, `41.2`, or one for each choice: `42,17.1`.
 * Throws a `ServingError` naming `field` for anything else, and for another number of choices.
 */
export function parseStreamPosition(id: string, choices: number, field: string): StreamPositions {
  const positions = id.split(',');
  if (positions.length !== choices) {
    throw refuse(
      'invalid_value',
      [field],
      `expected the positions of ${choices} choices, but got ${positions.length}.`,
    );
  }
  return positions.map((position) => (position === NOT_OPENED ? null : parseOne(position, field)));
}

function parseOne(position: string, field: string): StreamPosition {
  const [, sequence, events] = POSITION.exec(position) ?? [];
  if (sequence === undefined) {
    throw refuse('invalid_value', [field], 'expected the id of an event of this stream, such as 42 or 41.2.');
  }
  return { sequence: Number(sequence), events: Number(events ?? 0) };
}

/** The `id:` lines of one client's stream. What the client has already is left out, so that it can go on where it was. */
export class EventIds {
  private readonly told: string[];
  private readonly isSingle: boolean;

  constructor(private readonly had: StreamPositions) {
    this.told = had.map(toText);
    this.isSingle = had.length === 1;
  }

  /** How many of a frame's `count` events the client has. */
  hadOf(choice: number, sequence: number, count: number): number {
    const had = this.had[choice];
    if (!had || sequence > had.sequence + 1) return 0;
    return sequence <= had.sequence ? count : Math.min(had.events, count);
  }

  /** How many events more than `count` the client has of this frame: of what belongs to all choices together. */
  hadBeyond(choice: number, sequence: number, count: number): number {
    const had = this.had[choice];
    return had && sequence === had.sequence + 1 ? Math.max(0, had.events - count) : 0;
  }

  /** Whether the client has this frame as a whole. */
  hasWhole(choice: number, sequence: number): boolean {
    return sequence <= (this.had[choice]?.sequence ?? 0);
  }

  /** The event that opens a choice; empty if the client has it. */
  opening(choice: number, event: string): string {
    if (this.had[choice]) return '';
    this.told[choice] = '0';
    return `id: ${this.told.join(',')}\n${event}`;
  }

  /** The events of one frame but for the first `skip`, in one text. Empty ones are not shown, but counted; comments have no id. */
  frame(choice: number, sequence: number, events: readonly string[], skip: number): string {
    let text = '';
    for (let index = skip; index < events.length; index++) {
      const event = events[index];
      const isLast = index === events.length - 1;
      if (event?.startsWith(':')) text += event;
      else if (event)
        text += `id: ${this.idOf(choice, isLast ? `${sequence}` : `${sequence - 1}.${index + 1}`)}\n${event}`;
    }
    if (skip < events.length || !this.hasWhole(choice, sequence)) this.told[choice] = `${sequence}`;
    return text;
  }

  private idOf(choice: number, position: string): string {
    if (this.isSingle) return position;
    this.told[choice] = position;
    return this.told.join(',');
  }
}

function toText(position: StreamPosition | null): string {
  if (!position) return NOT_OPENED;
  return position.events === 0 ? `${position.sequence}` : `${position.sequence}.${position.events}`;
}
