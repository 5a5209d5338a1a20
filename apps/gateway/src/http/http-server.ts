import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServingError } from '#protocol';
import { isDocs } from '../docs/docs-addresses.js';
import { RESPONSES_PATHS } from '../responses/responses-paths.js';
import type { ApiKeys, Caller } from './api-keys.js';
import { type CorsOrigins, allowOrigins } from './cors.js';
import { pathOf } from './error-answer.js';
import { identifyingHeaders, requestId } from './request-ids.js';
import { BegunAnswers, refuseAddress, refuseBrokenRequest } from './unreadable-requests.js';
import { acceptWebSockets } from './web-sockets.js';

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

/** Where responses can also be asked for over a WebSocket. */
const SOCKET_PATHS = RESPONSES_PATHS.map((path) => `/${path}`);

export interface HttpServerOptions {
  bodyLimitBytes: number;
  corsOrigins: CorsOrigins;
}

/**
 * The HTTP server, with what holds for every route: request ids, which web pages may call, keys checked before a body is read,
 * a body limit.
 */
export async function createHttpAdapter(
  apiKeys: ApiKeys,
  { bodyLimitBytes, corsOrigins }: HttpServerOptions,
): Promise<FastifyAdapter> {
  const begun = new BegunAnswers();
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: RECEIVED_WITHIN_MS,
    genReqId: requestId,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // Ends idle keep-alive connections when the server closes; streams end by themselves.
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => refuseBrokenRequest(error, socket, begun),
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => refuseAddress(request, reply),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.removeContentTypeParser('text/plain');
  readJson(fastify);
  await acceptWebSockets(fastify, { paths: SOCKET_PATHS, longestMessageBytes: bodyLimitBytes });
  fastify.addHook('onRequest', async (request, reply) => {
    request.receivedAtMs = performance.now();
    begun.add(request.raw.socket, reply.raw);
    void reply.headers(identifyingHeaders(request.id));
  });
  await allowOrigins(fastify, corsOrigins);
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!isOpen(pathOf(request.url))) request.caller = apiKeys.authenticate(request.headers);
    refuseEncodedBody(request);
    done();
  });
  fastify.addHook('onSend', async (request, reply) => {
    void reply.header('openai-processing-ms', processingMs(request));
    // Fastify closes the connection on a body that is too large: most clients would see that instead of the answer.
    if (reply.statusCode === 413) void reply.removeHeader('connection');
  });
  return adapter;
}

/** Some clients call everything JSON that they send, also when they send nothing: whether something is missing the route knows. */
function readJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}

function isOpen(path: string): boolean {
  return OPEN_PATHS.has(path) || isDocs(path);
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

/** Throws `unsupported_media_type` for a compressed body: a small one could become any size. */
function refuseEncodedBody({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new ServingError(
    'unsupported_media_type',
    'The body must not be compressed: send it without Content-Encoding.',
  );
}
