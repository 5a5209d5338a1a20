import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

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
    private readonly options: EventStreamOptions,
  ) {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    reply.raw.flushHeaders();
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs);
  }

  /** Writes whole events in one piece. Waits while the client does not read; drops the client when it has stalled. */
  async write(text: string): Promise<void> {
    const { raw } = this.reply;
    if (text === '' || raw.destroyed || raw.write(text)) return;
    try {
      await once(raw, 'drain', { signal: AbortSignal.timeout(this.options.stalledMs) });
    } catch {
      raw.destroy();
    }
  }

  end(): void {
    clearInterval(this.heartbeat);
    if (!this.reply.raw.destroyed) this.reply.raw.end();
  }

  private beat(): void {
    if (!this.reply.raw.writableNeedDrain) this.reply.raw.write(': ping\n\n');
  }
}

/** Aborted when the client goes away before it has its whole answer. */
export function clientLeft(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return left.signal;
}
