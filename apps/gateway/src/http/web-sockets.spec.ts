import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify, { type FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';
import { acceptWebSockets } from './web-sockets.js';

const LONGEST_BYTES = 1_000;

describe('a server with WebSockets', () => {
  let fastify: FastifyInstance;

  afterEach(() => fastify.close());

  async function listen(): Promise<number> {
    fastify = Fastify();
    await acceptWebSockets(fastify, { paths: ['/echo'], longestMessageBytes: LONGEST_BYTES });
    fastify.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization !== 'Bearer key') await reply.status(401).send({ error: 'key' });
    });
    fastify.route({
      method: 'GET',
      url: '/echo',
      handler: () => 'no socket',
      wsHandler: (socket) => {
        socket.on('message', (message: Buffer) => socket.send(message.toString()));
      },
    });
    fastify.post('/plain', (request) => ({ got: request.body }));
    return Number(new URL(await fastify.listen({ port: 0, host: '127.0.0.1' })).port);
  }

  const open = (port: number, path = '/echo?model=m', key = 'key'): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${key}` } });

  /** What comes back for these bytes, until the server closes. */
  async function send(port: number, ...pieces: string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    const received = text(socket);
    for (const piece of pieces) {
      socket.write(piece);
      await new Promise(setImmediate);
    }
    return received;
  }

  it('carries messages', async () => {
    const socket = open(await listen());
    await once(socket, 'open');
    socket.send('hello');
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(message.toString()).toBe('hello');
    socket.close();
    await once(socket, 'close');
  });

  it('answers a wrong key as HTTP does', async () => {
    const [, answer] = (await once(open(await listen(), '/echo', 'wrong'), 'unexpected-response')) as [
      unknown,
      NodeJS.ReadableStream & { statusCode: number },
    ];
    expect(answer.statusCode).toBe(401);
    expect(JSON.parse(await text(answer))).toEqual({ error: 'key' });
  });

  it('answers as ever where there is no socket', async () => {
    const port = await listen();
    const [, answer] = (await once(open(port, '/elsewhere'), 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ];
    expect(answer.statusCode).toBe(404);
    const plain = await fetch(`http://127.0.0.1:${port}/echo`, { headers: { authorization: 'Bearer key' } });
    expect(await plain.text()).toBe('no socket');
  });

  it('closes a socket whose message is too long with 1009', async () => {
    const socket = open(await listen());
    await once(socket, 'open');
    socket.send('x'.repeat(LONGEST_BYTES + 1));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });

  it('answers a client that would rather speak HTTP/2 in HTTP/1.1, request by request', async () => {
    const offer = ['connection: Upgrade, HTTP2-Settings', 'upgrade: h2c', 'http2-settings: AAMAAABkAARAAAAAAAIAAAAA'];
    const head = (...more: string[]): string =>
      ['POST /plain HTTP/1.1', 'host: a', 'authorization: Bearer key', 'content-type: application/json', ...more].join(
        '\r\n',
      );
    const first = `${head(...offer, 'content-length: 7')}\r\n\r\n`;
    const last = `${head('connection: close', 'content-length: 7')}\r\n\r\n{"b":2}`;
    const received = await send(await listen(), first, '{"a":', '1}', last);
    expect(received.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    expect(received).toContain('{"got":{"a":1}}');
    expect(received).toContain('{"got":{"b":2}}');
  });
});
