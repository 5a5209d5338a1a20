import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServingError } from '#protocol';

/** What of an answer is being written when the gateway leaves. */
interface Interruptible {
  interrupt(): void;
}

/** One answer that takes its time, from the accepted request to its last byte. */
export class OpenAnswer {
  /** Aborted when the client goes away before it has its whole answer. */
  readonly left: AbortSignal;
  /** Resolves when the answer is on its way as a whole, or the connection is gone. */
  readonly closed: Promise<void>;
  private readonly ending = new AbortController();
  private stream: Interruptible | null = null;
  private interrupted = false;

  constructor(
    readonly request: FastifyRequest,
    readonly reply: FastifyReply,
  ) {
    this.left = clientLeft(request, reply);
    if (this.left.aborted) this.ending.abort();
    this.left.addEventListener('abort', () => this.ending.abort(), { once: true });
    this.closed = new Promise((resolve) => {
      if (this.left.aborted) resolve();
      this.left.addEventListener('abort', () => resolve(), { once: true });
      reply.raw.once('close', resolve);
    });
  }

  /** Aborted when nobody waits for more of it here: when its client leaves, and when this gateway does. */
  get over(): AbortSignal {
    return this.ending.signal;
  }

  /** What is to be interrupted with it from now on. */
  streamsTo(stream: Interruptible): void {
    this.stream = stream;
    if (this.interrupted) stream.interrupt();
  }

  /** This gateway leaves: what streams is cut at an event's border, what has not begun is refused. */
  interrupt(): void {
    if (this.interrupted) return;
    this.interrupted = true;
    this.stream?.interrupt();
    this.ending.abort();
  }

  /** The client does not read what was written for it. */
  drop(): void {
    this.reply.raw.destroy();
  }

  /** Throws `shutting_down` if the gateway left before there was anything to send: the client finds another. */
  requireStaying(): void {
    if (this.interrupted && !this.stream) throw leaving();
  }
}

/** The error of whoever asks a gateway that leaves. */
export function leaving(): ServingError {
  return new ServingError('shutting_down', undefined, { retryAfterSeconds: 1 });
}

/**
 * Aborted when the client goes away before it has its whole answer. The socket is watched as well as the reply: of two
 * requests sent at once on one connection the second reply never hears that the connection closed.
 */
function clientLeft(request: FastifyRequest, reply: FastifyReply): AbortSignal {
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
