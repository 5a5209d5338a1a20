import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import { ServingError } from '#protocol';
import { toErrorAnswer } from './error-answer.js';
import { newRequestId, identifyingHeaders } from './request-ids.js';

/** An address that cannot be decoded never reaches the hooks, nor a route. */
export function refuseAddress(request: FastifyRequest, reply: FastifyReply): void {
  const { status, headers, body } = toErrorAnswer(new ServingError('not_found'), request.url, request.id);
  void reply
    .status(status)
    .headers({ ...identifyingHeaders(request.id), ...headers })
    .send(body);
}

/** Knows on which connections there are answers that have begun and are not whole. */
export class BegunAnswers {
  private readonly answers = new WeakMap<Socket, Set<ServerResponse>>();

  /** An answer that is about to be given. */
  add(socket: Socket, answer: ServerResponse): void {
    const answers = this.answers.get(socket) ?? new Set();
    this.answers.set(socket, answers.add(answer));
    answer.once('close', () => answers.delete(answer));
  }

  isOn(socket: Socket): boolean {
    return [...(this.answers.get(socket) ?? [])].some(
      ({ headersSent, writableEnded }) => headersSent && !writableEnded,
    );
  }
}

/**
 * What is not HTTP never becomes a request: it is answered on the bare socket. Behind the beginning of another answer that
 * would be a part of it, so the connection is cut.
 */
export function refuseBrokenRequest(
  { rawPacket }: Partial<ConnectionError>,
  socket: Socket,
  begun: Pick<BegunAnswers, 'isOn'>,
): void {
  if (begun.isOn(socket)) socket.destroy();
  if (!socket.writable) return;
  const id = newRequestId();
  const answer = toErrorAnswer(new ServingError('invalid_request'), addressIn(rawPacket), id);
  const body = JSON.stringify(answer.body);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...identifyingHeaders(id),
    ...answer.headers,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(['HTTP/1.1 400 Bad Request', ...lines, '', body].join('\r\n'));
}

/** The address in the first line of what should have been a request; empty if there is none in it. */
function addressIn(packet: unknown): string {
  const text = Buffer.isBuffer(packet) ? packet.toString('latin1') : '';
  return /^[A-Z]+ (\S+) HTTP/.exec(text)?.[1] ?? '';
}
