import { request as requestOver, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { isTerminalData } from './chat-stream.js';
import type { Connection, ConnectionEnding, ReceivedEvent } from './history.js';

export interface StreamRequest {
  gateway: number;
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string;
  lastEventId: string | null;
  /** How long nothing at all may come before the client goes away. */
  silenceMs: number;
  /** Leaves after so many events, if not before. */
  leaveAfterEvents: number | null;
}

export interface OpenedStream {
  connection: Connection;
  /** Of the header; empty where there is none. */
  generationIds: string[];
}

/** Reads one answer as long as it comes. Never throws: whatever goes wrong is how the connection ended. */
export async function readStream(request: StreamRequest): Promise<OpenedStream> {
  const { gateway, lastEventId, leaveAfterEvents } = request;
  const openedAtMs = performance.now();
  const events: ReceivedEvent[] = [];
  const opening = new OpeningStream(request);
  let response: IncomingMessage | null = null;
  let ending: ConnectionEnding = 'no-stream';

  const receive = (event: ReceivedEvent): void => {
    if (ending !== 'cut') return;
    events.push(event);
    if (isTerminalData(event.data)) ending = 'terminal';
    else if (events.length === leaveAfterEvents) {
      ending = 'left';
      opening.leave();
    }
  };
  const parser = createParser({
    onEvent: ({ id = '', event = '', data }) => receive({ id, name: event, data, atMs: performance.now() }),
  });
  try {
    response = await opening.response;
    if (response.statusCode === 200) ending = 'cut';
    for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) parser.feed(text);
  } catch {
    // Cut, or left: that is said already.
  }
  if (opening.wasSilent && ending === 'cut') ending = 'silent';
  return {
    connection: {
      gateway,
      lastEventId,
      status: response?.statusCode ?? null,
      events,
      ending,
      openedAtMs,
      endedAtMs: performance.now(),
    },
    generationIds: idsOf(response),
  };
}

/** A request on a connection of its own, so that leaving is seen by nobody else and no dead connection is used again. */
class OpeningStream {
  readonly response: Promise<IncomingMessage>;
  readonly leave: () => void;
  wasSilent = false;

  constructor({ url, method, headers, body, silenceMs }: StreamRequest) {
    const request = requestOver(url, { method, headers, agent: false, timeout: silenceMs });
    this.leave = () => request.destroy();
    request.on('timeout', () => {
      this.wasSilent = true;
      request.destroy();
    });
    this.response = new Promise((resolve, reject) => {
      request
        .on('response', resolve)
        .on('error', reject)
        .on('close', () => reject(new Error('closed')));
    });
    request.end(body);
  }
}

function idsOf(response: IncomingMessage | null): string[] {
  const header = response?.headers['x-harmonium-generation-id'];
  return typeof header === 'string' ? header.split(',') : [];
}
