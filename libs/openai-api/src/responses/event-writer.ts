/** Whether events go out as server-sent events, or as messages of a WebSocket, each a JSON text. */
export type EventFraming = 'sse' | 'json';

/**
 * Numbers a client's events and puts them into the form in which they go out. Those up to `startingAfter`, which the client
 * has already, are numbered but not shown.
 */
export class EventWriter {
  private number = 0;

  constructor(
    private readonly startingAfter: number,
    private readonly framing: EventFraming,
  ) {}

  /** The next event; `fields` is the JSON of what it has besides its type and number, with a comma in front. Empty if not shown. */
  event(type: string, fields: string): string {
    const number = this.number++;
    if (number <= this.startingAfter) return '';
    const json = `{"type":"${type}","sequence_number":${number}${fields}}`;
    return this.framing === 'json' ? json : `event: ${type}\ndata: ${json}\n\n`;
  }

  /**
   * What OpenAI has no event for, and clients that know all events refuse as one: a comment, without a number and with no empty
   * line behind it, which some take for an empty event. A WebSocket has none.
   */
  comment(said: object): string {
    return this.framing === 'json' || this.number <= this.startingAfter ? '' : `: harmonium ${JSON.stringify(said)}\n`;
  }

  /** What ends the stream after the last event. */
  done(): string {
    return this.framing === 'json' ? '' : 'data: [DONE]\n\n';
  }
}
