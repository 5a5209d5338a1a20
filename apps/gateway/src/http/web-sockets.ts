import { type IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { pathOf } from './error-answer.js';

export type { WebSocket } from '@fastify/websocket';

const INTERNAL_ERROR = 1011;

/**
 * Lets the routes at `paths` have WebSockets. Their requests run through the same hooks as all others before they are
 * upgraded, so that a wrong key gets an HTTP answer; a message longer than `longestMessageBytes` closes its socket with 1009.
 * Whoever asks for any other upgrade gets the answer that there is without it. To be called before hooks are added that may
 * answer: the connection of a request that was not upgraded is closed only if it was seen coming.
 */
export async function acceptWebSockets(
  fastify: FastifyInstance,
  { paths, longestMessageBytes }: { paths: readonly string[]; longestMessageBytes: number },
): Promise<void> {
  // Never listens: it passes on what is to be upgraded, and nothing else.
  const upgrades = new Server();
  fastify.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isForSocket(request, paths)) upgrades.emit('upgrade', request, socket, head);
    else answerWithoutUpgrade(fastify, request, socket, head);
  });
  await fastify.register(fastifyWebsocket, {
    options: { server: upgrades, maxPayload: longestMessageBytes, perMessageDeflate: false },
    errorHandler: (_error, socket) => socket.close(INTERNAL_ERROR),
  });
}

function isForSocket({ method, headers, url }: IncomingMessage, paths: readonly string[]): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && paths.includes(pathOf(url ?? ''));
}

/**
 * Java's client offers HTTP/2 with every request. Once anybody listens for upgrades, Node takes each of them for one and does
 * not read its body; Node 20 cannot be told otherwise. So the request is given to the server once more, without the offer.
 */
function answerWithoutUpgrade(
  { server }: FastifyInstance,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  const isLast = /\bclose\b/i.test(request.headers.connection ?? '');
  lines.push(`connection: ${isLast ? 'close' : 'keep-alive'}`, '', '');
  socket.unshift(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), head]));
  server.emit('connection', socket);
}
