import type { GenerationId } from '#protocol';
import { backOffMs } from './back-off.js';
import { OutgoingStream, type OutgoingStreamOptions } from './outgoing-stream.js';
import type { RelayEvent } from './relay-event.js';
import type { RelayFrame } from './relay-frame.js';

export interface GatewayLinkOptions extends OutgoingStreamOptions {
  idleForgetMs: number;
  observe: (event: RelayEvent) => void;
}

/** A larger frame is not worth holding up all the others, or filling the bound of what may wait. */
const FRAME_BYTES_AT_MOST = 1024 * 1024;

/**
 * The wish to have a stream to one gateway: dials at once, and again after every end, with back-off, until it is closed
 * or gives up. It gives up, and calls `forgotten`, when an attempt fails and nobody used it for `idleForgetMs`.
 */
export class GatewayLink {
  private stream: OutgoingStream | null = null;
  private acceptedBy: string | null = null;
  private redial: NodeJS.Timeout | undefined;
  private failures = 0;
  private outage = false;
  private closed = false;
  private usedAtMs = performance.now();

  constructor(
    private readonly gatewayAddress: string,
    private readonly options: GatewayLinkOptions,
    private readonly forgotten: () => void,
  ) {
    this.dial();
  }

  /** Who accepted the present stream; `null` while there is none, or it is not accepted yet. */
  get gatewayId(): string | null {
    return this.acceptedBy;
  }

  /** Keeps the link from being given up. */
  use(): void {
    this.usedAtMs = performance.now();
  }

  /**
   * Sends the frames as one message, or drops them if there is no stream or it is too slow. A frame that is too large is
   * dropped alone, and its generation is cut in its place: who follows it reads the log.
   */
  deliver(frames: readonly RelayFrame[]): void {
    this.use();
    const sendable = frames.filter(({ frameBody }) => frameBody.byteLength <= FRAME_BYTES_AT_MOST);
    const isSent = sendable.length === 0 || (this.stream?.deliver(sendable) ?? false);
    this.reportDropped(frames.length - (isSent ? sendable.length : 0));
    if (sendable.length === frames.length) return;
    for (const frame of frames) if (!sendable.includes(frame)) this.release(frame.generationId);
  }

  release(generationId: GenerationId): void {
    this.stream?.release(generationId);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.redial);
    await this.stream?.close();
  }

  private dial(): void {
    try {
      this.stream = new OutgoingStream(this.gatewayAddress, this.options, {
        accepted: (gatewayId) => this.accepted(gatewayId),
        ended: (reason) => this.ended(reason),
      });
    } catch (error) {
      this.ended(String(error));
    }
  }

  private accepted(gatewayId: string): void {
    this.acceptedBy = gatewayId;
    this.failures = 0;
    this.outage = false;
    this.options.observe({ type: 'stream-accepted', gatewayAddress: this.gatewayAddress, gatewayId });
  }

  private ended(reason: string): void {
    this.stream = null;
    this.acceptedBy = null;
    if (this.closed) return;
    this.reportOutage(reason);
    if (this.failures > 0 && this.isIdle()) {
      this.forgotten();
      return;
    }
    this.redial = setTimeout(() => this.dial(), backOffMs(this.failures++, Math.random()));
  }

  private reportDropped(frames: number): void {
    if (frames === 0) return;
    this.options.observe({ type: 'frames-dropped', gatewayAddress: this.gatewayAddress, frames });
  }

  private reportOutage(reason: string): void {
    if (this.outage) return;
    this.outage = true;
    this.options.observe({ type: 'stream-lost', gatewayAddress: this.gatewayAddress, reason });
  }

  private isIdle(): boolean {
    return performance.now() - this.usedAtMs > this.options.idleForgetMs;
  }
}
