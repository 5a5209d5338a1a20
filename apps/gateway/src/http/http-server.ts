import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toErrorBody } from '#openai-api';
import { ServingError } from '#protocol';
import type { ApiKeys, Caller } from './api-keys.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
    receivedAtMs?: number;
  }
}

const KEEP_ALIVE_MS = 75_000;
/** For a whole request with its body; how long the answer takes does not count. */
const RECEIVED_WITHIN_MS = 120_000;
/** The ids of 128 choices, as the answer of a chat names them. */
const LONGEST_PARAMETER = 128 * 'gen_01k9yq5w3v7zq4m8r2t6x0abcd,'.length;

/** What anybody may ask without a key: only what says nothing about users and their work. */
const OPEN_PATHS = new Set(['/healthz', '/readyz', '/metrics']);

/** The HTTP server, with what holds for every route: request ids, keys checked before a body is read, a body limit. */
export function createHttpAdapter(apiKeys: ApiKeys, bodyLimitBytes: number): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: RECEIVED_WITHIN_MS,
    genReqId: requestId,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // Ends idle keep-alive connections when the server closes; streams end by themselves.
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => refuseAddress(request, reply),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.removeContentTypeParser('text/plain');
  fastify.addHook('onRequest', async (request, reply) => {
    request.receivedAtMs = performance.now();
    void reply.headers(identify(request));
    if (!OPEN_PATHS.has(pathOf(request))) request.caller = apiKeys.authenticate(request.headers.authorization);
    refuseEncodedBody(request);
  });
  fastify.addHook('onSend', async (request, reply) => {
    void reply.header('openai-processing-ms', processingMs(request));
    // Fastify closes the connection on a body that is too large: most clients would see that instead of the answer.
    if (reply.statusCode === 413) void reply.removeHeader('connection');
  });
  return adapter;
}

/** Who sent a request to a route that asks for a key. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new ServingError('invalid_api_key');
  return caller;
}

/** Milliseconds from the request to its headers, as OpenAI reports them. */
export function processingMs(request: FastifyRequest): string {
  return String(Math.round(performance.now() - (request.receivedAtMs ?? performance.now())));
}

/** Headers of every answer, also of errors. */
function identify(request: FastifyRequest): Record<string, string> {
  return { 'x-request-id': request.id, 'openai-version': '2020-10-01' };
}

/** An address that cannot be decoded never reaches the hooks, nor a route. */
function refuseAddress(request: FastifyRequest, reply: FastifyReply): void {
  const error = new ServingError('not_found');
  void reply.status(error.meaning.status).headers(identify(request)).send(toErrorBody(error));
}

/** Throws `unsupported_media_type` for a compressed body: a small one could become any size. */
function refuseEncodedBody({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new ServingError(
    'unsupported_media_type',
    'The body must not be compressed: send it without Content-Encoding.',
  );
}

/** What is not HTTP never becomes a request: it is answered on the bare socket. */
function refuseBrokenRequest(_error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const body = JSON.stringify(toErrorBody(new ServingError('invalid_request')));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/json; charset=utf-8',
    `content-length: ${body.length}`,
  ];
  socket.end([...head, 'connection: close', '', body].join('\r\n'));
}

/** The client's own request id if it is a harmless one, so that its logs and ours can be joined. */
function requestId(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && /^[\w-]{1,64}$/.test(sent) ? sent : `req_${randomBytes(16).toString('hex')}`;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
