import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Which pages of the web may call a gateway from a browser: those of these origins, or of any. */
export type CorsOrigins = readonly string[] | '*';

/** What programs in a browser may read of an answer, besides its body. */
const EXPOSED_HEADERS = [
  ...['x-request-id', 'request-id', 'openai-processing-ms', 'openai-version', 'openai-organization'],
  ...['retry-after', 'retry-after-ms', 'x-should-retry', 'idempotent-replayed', 'x-harmonium-generation-id'],
  ...['limit', 'remaining', 'reset'].flatMap((word) => [
    ...[`x-ratelimit-${word}-requests`, `x-ratelimit-${word}-tokens`],
    ...[`anthropic-ratelimit-requests-${word}`, `anthropic-ratelimit-tokens-${word}`],
  ]),
];

const PREFLIGHT_HOLDS_SECONDS = 600;

/**
 * Lets pages of these origins call: their browsers' questions are answered before anything is asked of them, and every answer
 * behind this, also an error, says who may read it. Without origins nothing is said. Resolves when its hook is in its place.
 */
export async function allowOrigins(fastify: FastifyInstance, origins: CorsOrigins): Promise<void> {
  if (origins.length === 0) return;
  await fastify.register(cors, {
    origin: typeof origins === 'string' ? origins : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    // No `allowedHeaders`: whatever the browser names is allowed. Official clients send many headers of their own, and more
    // with every version; who may call is decided by the key alone.
    maxAge: PREFLIGHT_HOLDS_SECONDS,
    strictPreflight: false,
    hideOptionsRoute: true,
  });
}
