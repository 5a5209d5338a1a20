import type { EventStreamOptions } from '../../http/event-stream.js';
import type { WebSocket } from '../../http/web-sockets.js';

/** Close codes of RFC 6455, and what they mean here. */
const CODES = {
  /** The connection is as old as it may be; the official clients open another one then. */
  expired: 1001,
  /** The client sends, and does not read what it is answered. */
  unread: 1008,
  /** This gateway leaves; there are others. */
  leaving: 1012,
};

const MOST_UNREAD_BYTES = 256 * 1_024;

/** A WebSocket whose client is known to be there and to read. */
export class LiveSocket {
  /** Aborted when nobody waits for more of it here: when its client leaves, and when this gateway does. */
  readonly over: AbortSignal;
  readonly closed: Promise<void>;
  private readonly ending = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private heardMs = performance.now();

  constructor(
    private readonly socket: WebSocket,
    private readonly options: EventStreamOptions,
  ) {
    this.over = this.ending.signal;
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs);
    const hear = (): void => void (this.heardMs = performance.now());
    socket.on('message', hear).on('ping', hear).on('pong', hear);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        clearInterval(this.heartbeat);
        this.ending.abort();
        resolve();
      });
    });
  }

  /** Calls `onMessage` with each text of the client, `null` for what is no text. */
  onMessage(onMessage: (text: string | null) => void): void {
    this.socket.on('message', (message: Buffer, isBinary: boolean) => {
      if (!this.over.aborted) onMessage(isBinary ? null : message.toString());
    });
  }

  /** Sends a message. Waits while the client does not read; drops the client when it has stalled. */
  async send(message: string): Promise<void> {
    if (this.over.aborted) return;
    const passed = new Promise<void>((resolve) => this.socket.send(message, () => resolve()));
    if (this.socket.bufferedAmount <= MOST_UNREAD_BYTES) return;
    const stalled = setTimeout(() => this.drop(), this.options.stalledMs);
    // Also what is never sent passes, when the socket is dropped.
    await passed;
    clearTimeout(stalled);
  }

  /** The same for an answer that nobody waits for: a client that has too much to read already is shown the door. */
  reply(message: string): void {
    if (this.socket.bufferedAmount > MOST_UNREAD_BYTES) this.close('unread');
    else void this.send(message);
  }

  /** Ends it behind what was sent. A client that does not read that is dropped like any that has stalled. */
  close(reason: keyof typeof CODES): void {
    this.socket.close(CODES[reason], reason);
    const stalled = setTimeout(() => this.drop(), this.options.stalledMs);
    void this.closed.then(() => clearTimeout(stalled));
    this.ending.abort();
  }

  /** This gateway leaves: each message is a whole event, so there is one at the border. */
  interrupt(): void {
    this.close('leaving');
  }

  /** At once. */
  drop(): void {
    this.ending.abort();
    this.socket.terminate();
  }

  private beat(): void {
    if (performance.now() - this.heardMs >= this.options.stalledMs) this.drop();
    else this.socket.ping();
  }
}
