import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServingError } from '#protocol';
import type { EventStreamOptions } from '../../http/event-stream.js';
import { requireScope } from '../../http/api-keys.js';
import { callerOf } from '../../http/http-server.js';
import type { OpenStreams } from '../../http/open-streams.js';
import type { WebSocket } from '../../http/web-sockets.js';
import { RESPONSES_PATHS } from '../responses-paths.js';
import { ConnectionMemory } from './connection-memory.js';
import { LiveSocket } from './live-socket.js';
import { ResponseSocket } from './response-socket.js';
import type { SocketAnswers } from './socket-answers.js';
import { SocketMemory } from './socket-memory.js';
import { SocketPlaces } from './socket-places.js';

const LIFETIME_MS = 60 * 60_000;

/** `GET /v1/responses`, upgraded: responses over a WebSocket. */
export class ResponseSockets {
  private readonly memory = new SocketMemory();

  constructor(
    private readonly answers: Pick<SocketAnswers, 'answer'>,
    private readonly streams: Pick<OpenStreams, 'add'>,
    private readonly options: EventStreamOptions,
    private readonly onRefused: (error: ServingError) => void,
    private readonly places: SocketPlaces = new SocketPlaces(),
    private readonly lifetimeMs: number = LIFETIME_MS,
  ) {}

  /** Adds the routes. To be called after `acceptWebSockets`. */
  serve(fastify: FastifyInstance): void {
    for (const path of RESPONSES_PATHS) {
      fastify.route({
        method: 'GET',
        url: `/${path}`,
        preHandler: (request, _reply, done) => {
          const caller = callerOf(request);
          requireScope(caller, 'inference');
          this.places.requireFree(caller.tenant);
          done();
        },
        handler: () => {
          throw new ServingError('not_found', 'There is nothing at this address without a WebSocket.');
        },
        wsHandler: (socket, request) => this.open(socket, request),
      });
    }
  }

  private open(socket: WebSocket, request: FastifyRequest): void {
    // It would stand for all that is asked over this connection.
    delete request.headers['idempotency-key'];
    const live = new LiveSocket(socket, this.options);
    const memory = new ConnectionMemory(this.memory);
    const { tenant } = callerOf(request);
    this.places.take(tenant);
    void live.closed.then(() => {
      this.places.leave(tenant);
      memory.clear();
    });
    new ResponseSocket(
      live,
      (body, sink) => this.answers.answer(body, { request, memory, sink, over: live.over }),
      this.onRefused,
      this.lifetimeMs,
    );
    this.streams.add(live);
  }
}
