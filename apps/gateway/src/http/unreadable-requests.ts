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

/** What is not HTTP never becomes a request: it is answered on the bare socket. */
export function refuseBrokenRequest({ rawPacket }: Partial<ConnectionError>, socket: Socket): void {
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
