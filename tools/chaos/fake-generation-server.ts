import type { IncomingMessage, ServerResponse } from 'node:http';
import { startFakeChatServer, type FakeChatServer } from '../bench/fake-chat-server.js';

/** For specs: gateways of one generation, each of which does with a stream what the spec says. */
export interface FakeGateway {
  /** Without the version. */
  baseUrl: string;
  /** Where each client wanted to go on; null for a new request. */
  asked: (string | null)[];
  close(): void;
}

export const DELTAS = ['1', ', 2', ', 3', ', 4', ', 5'];

/** The whole stream: opening, one event per delta, the end. */
export const WHOLE_STREAM = [
  { id: '0', data: chunk({ role: 'assistant', content: '' }) },
  ...DELTAS.map((content, index) => ({ id: String(index + 1), data: chunk({ content }) })),
  { id: '6.1', data: chunk({}, 'stop') },
  { id: '7', data: '[DONE]' },
];

export function chunk(delta: object, finishReason: string | null = null, index = 0): string {
  return JSON.stringify({ choices: [{ index, delta, finish_reason: finishReason }] });
}

/** What one connection brings: so many events, and then the rest too, a cut, or nothing any more. No events at all are a refusal. */
export interface FakeConnection {
  events: number;
  then: 'cut' | 'silence';
}

export const EVERYTHING: FakeConnection = { events: Infinity, then: 'cut' };
export const REFUSAL: FakeConnection = { events: 0, then: 'cut' };

/** Sends what comes behind the last event that the client has, as `connections` say one after the other, the last for ever. */
export async function startFakeGateway(connections: readonly FakeConnection[]): Promise<FakeGateway> {
  const asked: (string | null)[] = [];
  const server: FakeChatServer = await startFakeChatServer((request, response) => {
    const lastId = lastEventIdOf(request);
    const connection = connections[asked.length] ?? connections.at(-1) ?? EVERYTHING;
    asked.push(lastId);
    void serve(response, lastId, connection);
  });
  return { baseUrl: server.baseUrl.replace(/\/v1$/, ''), asked, close: () => server.close() };
}

function lastEventIdOf({ headers }: IncomingMessage): string | null {
  const header = headers['last-event-id'];
  return typeof header === 'string' ? header : null;
}

async function serve(response: ServerResponse, lastId: string | null, connection: FakeConnection): Promise<void> {
  if (connection.events === 0) {
    response.writeHead(503).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-harmonium-generation-id': 'gen_one' });
  const from = WHOLE_STREAM.findIndex(({ id }) => id === lastId) + 1;
  const events = WHOLE_STREAM.slice(from, from + connection.events);
  for (const { id, data } of events) await new Promise((sent) => response.write(`id: ${id}\ndata: ${data}\n\n`, sent));
  if (events.at(-1)?.data === '[DONE]') response.end();
  else if (connection.then === 'cut') response.destroy();
}
