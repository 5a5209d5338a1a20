import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { GenerationId } from '#protocol';
import type { Committed, Delivery, Receipt } from './generated/token_relay.js';

/** A frame as it arrives. */
export interface ReceivedFrame {
  generationId: GenerationId;
  /** The ledger's timeline in which it was logged. */
  timeline: string;
  sequence: number;
  frameBody: Uint8Array;
  terminal: boolean;
}

/**
 * What a gateway does with what arrives. Both are called synchronously while a message is being read, so they must
 * neither throw nor take long.
 */
export interface RelayReceiver {
  /**
   * A frame that is in the log already. Sequences of a generation rise, but may have gaps (the missing ones are in the
   * log), and may repeat when the generation moved to another worker.
   */
  committed(frame: ReceivedFrame): void;
  /**
   * The live path of these generations ended before they did: their worker died, fell behind, or gave them away. Read
   * the log until a frame arrives again. It may be late news: another worker may be delivering them already.
   * A generation of which no frame ever arrived is not named here, since nobody told us of it.
   */
  cut(generationIds: readonly GenerationId[]): void;
}

/**
 * The stream of one worker, from the gateway's side. Owns the stream's handles: every generation that was opened on it
 * either gets its terminal frame or is reported as cut, once.
 */
export class IncomingStream {
  private readonly opened = new Map<number, { generationId: GenerationId; timeline: string }>();

  constructor(
    private readonly call: ServerDuplexStream<Delivery, Receipt>,
    private readonly receiver: RelayReceiver,
  ) {
    call.on('data', (delivery: Delivery) => this.receive(delivery));
    // A killed worker shows as a clean `end`, so every way of ending is the same to us.
    call.on('end', () => {
      call.end();
      this.cut([...this.opened.keys()]);
    });
    for (const event of ['cancelled', 'error', 'close']) {
      call.on(event, () => this.cut([...this.opened.keys()]));
    }
  }

  /** Tells the worker that it was accepted, and by whom. */
  accept(gatewayId: string): void {
    this.call.write({ gatewayId });
  }

  private receive({ opened, committed, released }: Delivery): void {
    for (const { handle, generationId, timeline } of opened) this.opened.set(handle, { generationId, timeline });
    for (const frame of committed) this.passOn(frame);
    this.cut(released);
  }

  /** A handle we do not know can only be one that had its terminal frame; there is nobody to tell. */
  private passOn({ handle, sequence, frameBody, terminal }: Committed): void {
    const opened = this.opened.get(handle);
    if (opened === undefined) return;
    if (terminal) this.opened.delete(handle);
    this.receiver.committed({ ...opened, sequence, frameBody, terminal });
  }

  private cut(handles: readonly number[]): void {
    const generationIds = handles.flatMap((handle) => this.opened.get(handle)?.generationId ?? []);
    for (const handle of handles) this.opened.delete(handle);
    if (generationIds.length > 0) this.receiver.cut(generationIds);
  }
}
