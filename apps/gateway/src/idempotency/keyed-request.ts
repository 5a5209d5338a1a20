import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { IdempotencyKey } from '#ledger';
import { ServingError } from '#protocol';
import { callerOf } from '../http/http-server.js';

const HEADER = 'Idempotency-Key';
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

/** A request that its client may send again. */
export interface KeyedRequest {
  key: IdempotencyKey;
  /** Of its body: another request has another one. */
  digest: string;
}

/** `null` for a request without a key, or one that only looks. Throws `invalid_value` naming the header if it is no key. */
export function readKeyedRequest(request: FastifyRequest): KeyedRequest | null {
  const sent = request.headers['idempotency-key'];
  if (sent === undefined || request.method !== 'POST') return null;
  if (typeof sent !== 'string' || !PRINTABLE.test(sent)) {
    throw new ServingError(
      'invalid_value',
      `Invalid header '${HEADER}': expected 1 to 255 printable ASCII characters.`,
      { param: HEADER },
    );
  }
  const { tenant } = callerOf(request);
  return {
    key: { tenant, route: request.routeOptions.url ?? '', key: sent },
    digest: createHash('sha256')
      .update(JSON.stringify(request.body ?? null))
      .digest('base64url'),
  };
}
