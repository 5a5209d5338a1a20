import { once } from 'node:events';
import type { OpenAnswer } from './open-answer.js';

export interface EventStreamOptions {
  heartbeatMs: number;
  /** How long a client may read nothing before it counts as gone. */
  stalledMs: number;
}

/** No empty line follows comments: openai-python takes it for an event without data once there was an `id:`, and fails. */
const PING = ': ping\n';
const LEAVING = ': this gateway is leaving; resume with Last-Event-ID\n';

/** One answer of Server-Sent Events on the raw socket: written event by event, kept alive by comments. */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;
  private readonly reply: OpenAnswer['reply'];
  private isInterrupted = false;
  /** Since when a heartbeat found that the client does not read. */
  private unreadSinceMs: number | null = null;

  /** Sends the headers at once: from here on errors can only be events. */
  constructor(
    private readonly answer: OpenAnswer,
    private readonly options: EventStreamOptions,
  ) {
    const { reply } = answer;
    this.reply = reply;
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    reply.raw.flushHeaders();
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs);
    answer.streamsTo(this);
  }

  /** Writes whole events in one piece. Waits while the client does not read; drops the client when it has stalled. */
  async write(text: string): Promise<void> {
    const { raw } = this.reply;
    if (text === '' || this.answer.over.aborted || raw.write(text)) return;
    try {
      const stalled = AbortSignal.timeout(this.options.stalledMs);
      await once(raw, 'drain', { signal: AbortSignal.any([this.answer.over, stalled]) });
    } catch {
      if (!this.isInterrupted) raw.destroy();
    }
  }

  /** The answer is whole. A client that never reads the rest of it is dropped like any that has stalled. */
  end(): void {
    clearInterval(this.heartbeat);
    const { raw } = this.reply;
    if (raw.destroyed || this.isInterrupted) return;
    this.dropIfStalled();
    raw.end();
  }

  /** The answer cannot be completed: the client must not take it for whole. */
  abandon(): void {
    clearInterval(this.heartbeat);
    this.reply.raw.destroy();
  }

  /**
   * This gateway leaves. The client gets what was written, which ends with a whole event, and then sees the connection
   * close without the end of the answer: so it knows that there is more, and asks another gateway for it.
   */
  interrupt(): void {
    clearInterval(this.heartbeat);
    const { raw } = this.reply;
    if (raw.destroyed || raw.writableEnded || this.isInterrupted) return;
    this.isInterrupted = true;
    raw.write(LEAVING);
    this.dropIfStalled();
    // Not `raw.end()`, which would write the chunk that says that the answer is whole.
    if (raw.socket) raw.socket.destroySoon();
    else raw.destroy();
  }

  private dropIfStalled(): void {
    const { raw } = this.reply;
    const stalled = setTimeout(() => raw.destroy(), this.options.stalledMs);
    raw.once('close', () => clearTimeout(stalled));
  }

  /** Also what nothing is written to for long is dropped when its client reads nothing. */
  private beat(): void {
    const { raw } = this.reply;
    if (!raw.writableNeedDrain) {
      this.unreadSinceMs = null;
      raw.write(PING);
      return;
    }
    this.unreadSinceMs ??= performance.now();
    if (performance.now() - this.unreadSinceMs >= this.options.stalledMs) raw.destroy();
  }
}
