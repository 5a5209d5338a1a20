import { createParser } from 'eventsource-parser';
import { isTerminalData } from './chat-stream.js';
import type { Connection, ConnectionEnding, ReceivedEvent } from './history.js';

export interface StreamRequest {
  gateway: number;
  url: string;
  init: RequestInit;
  lastEventId: string | null;
  /** How long nothing at all may come before the client goes away. */
  silenceMs: number;
  /** Leaves after so many events, if not before. */
  leaveAfterEvents: number | null;
}

export interface OpenedStream {
  connection: Connection;
  headers: Headers | null;
}

/** Reads one answer as long as it comes. Never throws: whatever goes wrong is how the connection ended. */
export async function readStream(request: StreamRequest): Promise<OpenedStream> {
  const openedAtMs = performance.now();
  const events: ReceivedEvent[] = [];
  const going = new AbortController();
  let ending: ConnectionEnding = 'no-stream';
  const silence = setTimeout(() => leave('silent'), request.silenceMs);
  let headers: Headers | null = null;
  let status: number | null = null;

  function leave(how: ConnectionEnding): void {
    ending = how;
    going.abort();
  }

  function receive(event: ReceivedEvent): void {
    if (going.signal.aborted || ending === 'terminal') return;
    events.push(event);
    if (isTerminalData(event.data)) ending = 'terminal';
    else if (events.length === request.leaveAfterEvents) leave('left');
  }

  try {
    const response = await fetch(request.url, { ...request.init, signal: going.signal });
    ({ status, headers } = response);
    if (status === 200 && response.body) {
      ending = 'cut';
      const parser = createParser({
        onEvent: ({ id = '', event = '', data }) => receive({ id, name: event, data, atMs: performance.now() }),
      });
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        silence.refresh();
        parser.feed(text);
      }
    } else await response.body?.cancel();
  } catch {
    // Cut, or left: that is said already.
  }
  clearTimeout(silence);
  const { gateway, lastEventId } = request;
  return {
    connection: { gateway, lastEventId, status, events, ending, openedAtMs, endedAtMs: performance.now() },
    headers,
  };
}
