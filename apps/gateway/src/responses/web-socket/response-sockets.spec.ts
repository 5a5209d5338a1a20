import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';
import { ServingError } from '#protocol';
import { acceptWebSockets } from '../../http/web-sockets.js';
import { ResponseSockets } from './response-sockets.js';
import { SocketPlaces } from './socket-places.js';

describe('sockets for responses', () => {
  let server: FastifyInstance;

  afterEach(() => server.close());

  /** Whose a connection is its header says. */
  async function start(places: SocketPlaces): Promise<(tenant: string) => WebSocket> {
    server = fastify();
    await acceptWebSockets(server, { paths: ['/v1/responses'], longestMessageBytes: 1_024 });
    server.addHook('onRequest', (request, _reply, done) => {
      request.caller = { tenant: String(request.headers.tenant), scopes: new Set(['inference']) };
      done();
    });
    server.setErrorHandler(async (error, _request, reply) =>
      reply.status(error instanceof ServingError ? error.meaning.status : 500).send(),
    );
    const options = { heartbeatMs: 60_000, stalledMs: 60_000 };
    const unused = (): never => {
      throw new Error('Nobody asks for anything');
    };
    new ResponseSockets({ answer: unused }, { add: () => undefined }, options, unused, places).serve(server);
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    return (tenant) => new WebSocket(`ws://127.0.0.1:${port}/v1/responses`, { headers: { tenant } });
  }

  const opened = async (socket: WebSocket): Promise<WebSocket> => {
    await once(socket, 'open');
    return socket;
  };
  const statusOf = async (socket: WebSocket): Promise<number | undefined> => {
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
    return response.statusCode;
  };

  it('are as many as a tenant may have at a time, and not fewer once one was closed', async () => {
    const places = new SocketPlaces(2);
    const connect = await start(places);
    const [first] = [await opened(connect('acme')), await opened(connect('acme'))];
    expect(await statusOf(connect('acme'))).toBe(429);
    const other = await opened(connect('other'));
    first.close();
    await once(first, 'close');
    const again = await opened(connect('acme'));
    for (const socket of [other, again]) socket.terminate();
  });
});
