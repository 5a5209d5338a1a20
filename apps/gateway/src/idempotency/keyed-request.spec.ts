import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { readKeyedRequest } from './keyed-request.js';

function requestWith(key: string | undefined, body: unknown = {}, method = 'POST'): FastifyRequest {
  return {
    method,
    headers: key === undefined ? {} : { 'idempotency-key': key },
    caller: { tenant: 'acme', scopes: new Set() },
    routeOptions: { url: '/v1/responses' },
    body,
  } as unknown as FastifyRequest;
}

describe('the key of a request', () => {
  it('is its own header, for its tenant and route', () => {
    expect(readKeyedRequest(requestWith('order 1'))?.key).toEqual({
      tenant: 'acme',
      route: '/v1/responses',
      key: 'order 1',
    });
    expect(readKeyedRequest(requestWith(undefined))).toBeNull();
    expect(readKeyedRequest(requestWith('order 1', {}, 'GET'))).toBeNull();
  });

  it('belongs to a body, whose digest says nothing of it', () => {
    const digestOf = (body: unknown) => readKeyedRequest(requestWith('a', body))?.digest;
    expect(digestOf({ input: 'secret' })).toBe(digestOf({ input: 'secret' }));
    expect(digestOf({ input: 'secret' })).not.toBe(digestOf({ input: 'secret', stream: true }));
    expect(digestOf({ input: 'secret' })).toMatch(/^[\w-]{43}$/);
    expect(digestOf(undefined)).toMatch(/^[\w-]{43}$/);
  });

  it('may be as long as 255 characters', () => {
    expect(readKeyedRequest(requestWith('~'.repeat(255)))?.key.key).toHaveLength(255);
  });

  it.each(['', 'a'.repeat(256), 'schlüssel', 'a\tb', 'a\u0000', '\u007f'])('is refused when it is %j', (key) => {
    expect(() => readKeyedRequest(requestWith(key))).toThrow(
      expect.objectContaining({ code: 'invalid_value', param: 'Idempotency-Key' }),
    );
  });
});
