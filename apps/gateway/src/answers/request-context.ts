import { randomInt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '#openai-api';
import { requireScope } from '../http/api-keys.js';
import { callerOf } from '../http/http-server.js';
import { readServingHeaders } from './serving-headers.js';

/** Of a request that wants something generated. Throws `insufficient_permissions` if its key may not, and `invalid_value` for a wrong header. */
export function requestContext(request: FastifyRequest): RequestContext {
  const caller = callerOf(request);
  requireScope(caller, 'inference');
  return {
    ...readServingHeaders(request.headers),
    tenant: caller.tenant,
    maySeeReasoning: caller.scopes.has('reasoning:see'),
    mayWriteControlTokens: caller.scopes.has('admin'),
    currentDate: new Date().toISOString().slice(0, 10),
    randomSeed: randomInt(2 ** 32),
  };
}
