import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';

/** For specs: a server on a free port that answers as the test says. */
export interface FakeChatServer {
  /** With the version, as a client wants it. */
  baseUrl: string;
  close(): void;
}

export async function startFakeChatServer(answer: RequestListener): Promise<FakeChatServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake server has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Streams one chunk per delta, then the usage and `[DONE]`. */
export function streamDeltas(response: ServerResponse, deltas: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': a comment is no event\n\n');
  for (const delta of deltas) response.write(toEvent({ choices: [{ index: 0, delta }], usage: null }));
  response.write(toEvent({ choices: [], usage: { completion_tokens: deltas.length } }));
  response.end('data: [DONE]\n\n');
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece as Uint8Array));
  return JSON.parse(Buffer.concat(pieces).toString());
}

export function toEvent(body: unknown): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
