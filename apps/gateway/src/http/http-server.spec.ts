import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServingError } from '#protocol';
import { createLogger } from '#telemetry';
import { ApiKeys } from './api-keys.js';
import type { CorsOrigins } from './cors.js';
import { ErrorFilter } from './error.filter.js';
import { EventStream } from './event-stream.js';
import { callerOf, createHttpAdapter } from './http-server.js';
import { OpenStreams } from './open-streams.js';

const LONG_MS = 600_000;
const PAGE = 'https://chat.example.com';
const REQUEST_ID = expect.stringMatching(/^req_[0-9a-f]{32}$/);

class Empty {}
const apps: NestFastifyApplication[] = [];

/** A server with what a gateway has before its routes, and some routes. */
async function listen(corsOrigins: CorsOrigins = []): Promise<string> {
  const keys = new ApiKeys([{ key: 'sk', tenant: 'acme', scopes: new Set() }]);
  const adapter = await createHttpAdapter(keys, { bodyLimitBytes: 1_000_000, corsOrigins });
  const app = await NestFactory.create<NestFastifyApplication>({ module: Empty }, adapter, {
    logger: false,
    bodyParser: false,
  });
  app.useGlobalFilters(new ErrorFilter({ refused: () => undefined }, createLogger('test', 'silent')));
  const streams = new OpenStreams();
  const routes = adapter.getInstance();
  routes.get('/healthz', () => 'ok');
  routes.get('/v1/caller', (request) => callerOf(request).tenant);
  routes.get('/v1/messages/limited', () => {
    throw new ServingError('rate_limit_exceeded', undefined, { retryAfterSeconds: 1.5 });
  });
  routes.get('/v1/stream', (request, reply) => {
    const stream = new EventStream(streams.open(request, reply), { heartbeatMs: LONG_MS, stalledMs: LONG_MS });
    void stream.write('data: one\n\n').then(() => stream.end());
  });
  routes.get('/v1/endless', (request, reply) => {
    const answer = streams.open(request, reply);
    const stream = new EventStream(answer, { heartbeatMs: LONG_MS, stalledMs: LONG_MS });
    answer.left.addEventListener('abort', () => stream.end());
    void stream.write('data: one\n\n');
  });
  await app.listen(0, '127.0.0.1');
  apps.push(app);
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

const KEY = { authorization: 'Bearer sk' };

describe('an answer', () => {
  it('names its request for the clients of OpenAI and of Anthropic, be it good, refused or a stream', async () => {
    const url = await listen();
    for (const [path, sent] of Object.entries({
      '/healthz': {},
      '/v1/caller': {},
      '/v1/nothing': KEY,
      '/v1/stream': KEY,
    })) {
      const { headers } = await fetch(url + path, { headers: sent });
      expect(headers.get('x-request-id')).toEqual(REQUEST_ID);
      expect(headers.get('request-id')).toBe(headers.get('x-request-id'));
    }
  });

  it('is given to whoever sends a key as Anthropic does', async () => {
    const url = await listen();
    expect(await (await fetch(`${url}/v1/caller`, { headers: { 'x-api-key': 'sk' } })).text()).toBe('acme');
    const both = { headers: { 'x-api-key': 'sk', authorization: 'Bearer other' } };
    expect((await fetch(`${url}/v1/caller`, both)).status).toBe(401);
  });

  it('of an error is in the dialect of its address, and says whether and when to come again', async () => {
    const url = await listen();
    const limited = await fetch(`${url}/v1/messages/limited`, { headers: KEY });
    expect(limited.status).toBe(429);
    expect(Object.fromEntries(limited.headers)).toMatchObject({
      'retry-after': '2',
      'retry-after-ms': '1500',
      'x-should-retry': 'true',
    });
    expect(await limited.json()).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error' },
      request_id: limited.headers.get('request-id'),
    });
  });

  it.each([
    ['/v1/messages', {}, 401, { type: 'error', error: { type: 'authentication_error' } }],
    ['/v1/messages/nothing', KEY, 404, { type: 'error', error: { type: 'not_found_error' } }],
    ['/v1/messages/%', KEY, 404, { type: 'error', error: { type: 'not_found_error' } }],
    ['/v1/nothing', {}, 401, { error: { code: 'invalid_api_key', param: null } }],
    ['/v1/nothing', KEY, 404, { error: { code: 'not_found', param: null } }],
    ['/v1/%', KEY, 404, { error: { code: 'not_found', param: null } }],
  ])('at %s with %j is refused with %d', async (path, headers, status, body) => {
    const response = await fetch((await listen()) + path, { headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(response.headers.get('x-request-id')).toEqual(REQUEST_ID);
    expect(await response.json()).toMatchObject(body);
  });

  it.each([
    ['NONSENSE\r\n\r\n', { error: { code: 'invalid_request' } }],
    [
      'GET /v1/messages?a HTTP/1.1\r\nbroken header\r\n\r\n',
      { type: 'error', error: { type: 'invalid_request_error' } },
    ],
    ['GET /v1/caller HTTP/1.1\r\nbroken header\r\n\r\n', { error: { code: 'invalid_request' } }],
  ])('of what is no request, %j, is an error all the same', async (bytes, body) => {
    const { port } = new URL(await listen());
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^{]*x-should-retry: false\r\n/);
    expect(answer).toMatch(/\r\nrequest-id: req_[0-9a-f]{32}\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject(body);
  });

  it('of what is no request is not written into another answer: the connection is cut', async () => {
    const { port } = new URL(await listen());
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /v1/endless HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk\r\n\r\n');
    let answer = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      answer += bytes.toString();
      if (answer.includes('data: one')) socket.write('\u0000garbage\r\n\r\n');
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).not.toContain('HTTP/1.1 400');
  });

  it('of a request whose body breaks off halfway is still an error', async () => {
    const { port } = new URL(await listen());
    const socket = connect(Number(port), '127.0.0.1');
    const head = 'host: x\r\nauthorization: Bearer sk\r\ncontent-type: application/json\r\ntransfer-encoding: chunked';
    socket.write(`POST /v1/nothing HTTP/1.1\r\n${head}\r\n\r\nno chunk\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

describe('a page of the web', () => {
  const asks = (url: string, origin: string): Promise<Response> =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-stainless-os,anthropic-beta',
      },
    });
  const allowed = ({ headers }: Response): string | null => headers.get('access-control-allow-origin');

  it('may ask without a key whether it may call, at any address', async () => {
    const url = await listen([PAGE, 'https://other.example.com']);
    for (const path of ['/v1/caller', '/v1/chat/completions', '/nowhere']) {
      const answer = await asks(url + path, PAGE);
      expect([answer.status, allowed(answer)]).toEqual([204, PAGE]);
      expect(answer.headers.get('access-control-allow-methods')).toMatch(/POST.*DELETE/);
      expect(answer.headers.get('access-control-allow-headers')).toBe('authorization,x-stainless-os,anthropic-beta');
      expect(answer.headers.get('vary')).toMatch(/Origin/);
    }
  });

  it('of another origin is allowed nothing', async () => {
    const url = await listen([PAGE]);
    const answers = [await asks(`${url}/v1/caller`, 'https://evil.example.com')];
    answers.push(await fetch(`${url}/v1/caller`, { headers: { ...KEY, origin: 'https://evil.example.com' } }));
    expect(answers.map(allowed)).toEqual([null, null]);
  });

  it('may read answers, streams and errors, with their headers', async () => {
    const url = await listen([PAGE]);
    for (const [path, headers, status] of [
      ['/v1/caller', KEY, 200],
      ['/v1/stream', KEY, 200],
      ['/v1/caller', {}, 401],
      ['/v1/nothing', KEY, 404],
    ] as const) {
      const answer = await fetch(url + path, { headers: { ...headers, origin: PAGE } });
      expect([answer.status, allowed(answer)]).toEqual([status, PAGE]);
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/x-request-id.*retry-after.*x-ratelimit/);
    }
  });

  it('of any origin may call where that is configured', async () => {
    const url = await listen('*');
    expect(allowed(await asks(`${url}/v1/caller`, 'https://anybody.example.com'))).toBe('*');
    expect(allowed(await fetch(`${url}/v1/caller`, { headers: { origin: PAGE } }))).toBe('*');
  });

  it('may call nothing where nothing is configured: what it asks needs a key like everything', async () => {
    const answer = await asks(`${await listen()}/v1/caller`, PAGE);
    expect([answer.status, allowed(answer)]).toEqual([401, null]);
  });
});
