import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface EventStreamOptions {
  heartbeatMs: number;
  /** How long a client may read nothing before it counts as gone. */
  stalledMs: number;
}

/** One answer of Server-Sent Events on the raw socket: written event by event, kept alive by comments. */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;

  /** Sends the headers at once: from here on errors can only be events. */
  constructor(
    private readonly reply: FastifyReply,
    private readonly left: AbortSignal,
    private readonly options: EventStreamOptions,
  ) {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    reply.raw.flushHeaders();
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs);
  }

  /** Writes whole events in one piece. Waits while the client does not read; drops the client when it has stalled. */
  async write(text: string): Promise<void> {
    const { raw } = this.reply;
    if (text === '' || this.left.aborted || raw.write(text)) return;
    try {
      await once(raw, 'drain', { signal: AbortSignal.any([this.left, AbortSignal.timeout(this.options.stalledMs)]) });
    } catch {
      raw.destroy();
    }
  }

  /** The answer is whole. A client that never reads the rest of it is dropped like any that has stalled. */
  end(): void {
    clearInterval(this.heartbeat);
    const { raw } = this.reply;
    if (raw.destroyed) return;
    const stalled = setTimeout(() => raw.destroy(), this.options.stalledMs);
    raw.once('close', () => clearTimeout(stalled)).end();
  }

  /** The answer cannot be completed: the client must not take it for whole. */
  abandon(): void {
    clearInterval(this.heartbeat);
    this.reply.raw.destroy();
  }

  private beat(): void {
    if (!this.reply.raw.writableNeedDrain) this.reply.raw.write(': ping\n\n');
  }
}

/**
 * Aborted when the client goes away before it has its whole answer. The socket is watched as well as the reply: of two
 * requests sent at once on one connection the second reply never hears that the connection closed.
 */
export function clientLeft(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  const { socket } = request.raw;
  const leave = (): void => {
    if (!reply.raw.writableFinished) left.abort();
  };
  socket.once('close', leave);
  reply.raw.once('close', leave);
  reply.raw.once('close', () => socket.off('close', leave));
  if (socket.destroyed) left.abort();
  return left.signal;
}
