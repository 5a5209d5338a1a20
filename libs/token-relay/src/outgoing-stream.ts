import { once } from 'node:events';
import { status as Status, type ClientDuplexStream, type StatusObject } from '@grpc/grpc-js';
import type { GenerationId } from '#protocol';
import { DIALLING_OPTIONS } from './channel-options.js';
import { TokenRelayClient, type Delivery, type Receipt } from './generated/token_relay.js';
import type { RelayClientCredentials } from './relay-credentials.js';
import type { RelayFrame } from './relay-frame.js';

/** Connecting, TLS and the gateway's receipt together. */
const ACCEPT_WITHIN_MS = 5_000;
const FLUSH_WITHIN_MS = 1_000;
/** What a queued frame costs in memory beside its body. */
const FRAME_OVERHEAD_BYTES = 256;

export interface OutgoingStreamOptions {
  credentials: RelayClientCredentials;
  maxQueuedBytes: number;
}

/** `ended` is called once, and nothing after it; both never from within the constructor. */
export interface OutgoingStreamOwner {
  accepted(gatewayId: string): void;
  ended(reason: string): void;
}

/**
 * One attempt to stream to a gateway, from dialling to the end; a new attempt is a new object. Owns the stream's handles
 * and counts what waits to be sent.
 */
export class OutgoingStream {
  private readonly client: TokenRelayClient;
  private readonly call: ClientDuplexStream<Delivery, Receipt>;
  private readonly handles = new Map<GenerationId, number>();
  /** Never used twice on a stream; 0 would not be written to the wire. */
  private lastHandle = 0;
  private queuedBytes = 0;
  private acceptTimer: NodeJS.Timeout;
  private state: 'dialling' | 'accepted' | 'ended' = 'dialling';

  /** Throws if the address cannot be read as one. */
  constructor(
    gatewayAddress: string,
    private readonly options: OutgoingStreamOptions,
    private readonly owner: OutgoingStreamOwner,
  ) {
    const { channel, serverName } = options.credentials;
    this.client = new TokenRelayClient(gatewayAddress, channel, {
      ...DIALLING_OPTIONS,
      ...(serverName === null ? {} : { 'grpc.ssl_target_name_override': serverName }),
    });
    this.call = this.client.deliver();
    this.call.on('data', (receipt: Receipt) => this.accept(receipt));
    this.call.on('error', () => undefined); // A `status` with the same content always follows.
    this.call.on('status', ({ code, details }: StatusObject) => this.end(`${Status[code]}: ${details}`));
    this.acceptTimer = setTimeout(() => this.end('the gateway did not answer'), ACCEPT_WITHIN_MS);
  }

  /**
   * Sends the frames of one step as one message; before the stream is accepted they wait inside the bound. Never blocks.
   * Returns false if they would exceed the bound. Then the stream is ended, because of a generation whose last frame is
   * missing the gateway would never hear again; a cut it hears of at once, even when it does not read.
   */
  deliver(frames: readonly RelayFrame[]): boolean {
    const bytes = frames.reduce((sum, frame) => sum + frame.frameBody.byteLength + FRAME_OVERHEAD_BYTES, 0);
    if (this.queuedBytes + bytes > this.options.maxQueuedBytes) {
      this.end('the gateway does not keep up');
      return false;
    }
    this.write(this.toDelivery(frames), bytes);
    return true;
  }

  /** Gives the generation's handle back without a terminal frame, if it has one here. */
  release(generationId: GenerationId): void {
    const handle = this.handles.get(generationId);
    if (handle === undefined) return;
    this.handles.delete(generationId);
    this.write({ opened: [], committed: [], released: [handle] }, FRAME_OVERHEAD_BYTES);
  }

  /** Ends the stream after what is queued was sent, or after a second. An attempt that is not accepted yet ends at once. */
  async close(): Promise<void> {
    if (this.state === 'accepted') {
      this.call.end();
      await once(this.call, 'status', { signal: AbortSignal.timeout(FLUSH_WITHIN_MS) }).catch(() => undefined);
    }
    this.end('closed');
  }

  private toDelivery(frames: readonly RelayFrame[]): Delivery {
    const delivery: Delivery = { opened: [], committed: [], released: [] };
    for (const { generationId, timeline, sequence, frameBody, terminal } of frames) {
      const handle = this.handles.get(generationId) ?? this.open(generationId, timeline, delivery);
      if (terminal) this.handles.delete(generationId);
      delivery.committed.push({ handle, sequence, frameBody: toBuffer(frameBody), terminal });
    }
    return delivery;
  }

  private open(generationId: GenerationId, timeline: string, delivery: Delivery): number {
    const handle = ++this.lastHandle;
    this.handles.set(generationId, handle);
    delivery.opened.push({ handle, generationId, timeline });
    return handle;
  }

  private write(delivery: Delivery, bytes: number): void {
    this.queuedBytes += bytes;
    this.call.write(delivery, () => (this.queuedBytes -= bytes));
  }

  private accept({ gatewayId }: Receipt): void {
    if (this.state !== 'dialling') return;
    this.state = 'accepted';
    clearTimeout(this.acceptTimer);
    this.owner.accepted(gatewayId);
  }

  private end(reason: string): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    clearTimeout(this.acceptTimer);
    this.call.cancel();
    this.client.close();
    this.owner.ended(reason);
  }
}

/** The same bytes, not a copy. */
function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
