import type { GenerationId } from '#protocol';
import { GatewayLink, type GatewayLinkOptions } from './gateway-link.js';
import type { RelayClientCredentials } from './relay-credentials.js';
import type { RelayEvent } from './relay-event.js';
import type { RelayFrame } from './relay-frame.js';

export interface RelayClientOptions {
  credentials: RelayClientCredentials;
  /** Told of streams that come and go and of dropped frames; must not throw. */
  observe?: (event: RelayEvent) => void;
  /** How much may wait for one gateway before its stream is cut. Default 4 MiB. */
  maxQueuedBytes?: number;
  /** After how long without use an unreachable gateway is no longer tried. Default 10 minutes. */
  idleForgetMs?: number;
}

/**
 * The worker's end of the relay. It never blocks, never throws and never grows without bound: what cannot be sent is
 * dropped, since every frame is in the log.
 *
 * What a gateway can rely on: of a generation that it heard of, it gets every later frame, or it is told that the
 * generation was cut (within 10 s, when the worker hangs or the network is gone; at once, where a frame is over 1 MiB). Of a generation that began while there
 * was no stream it hears nothing before the first frame after the stream is back; until then it has to read the log.
 */
export class RelayClient {
  private readonly links = new Map<string, GatewayLink>();
  private readonly linkOptions: GatewayLinkOptions;
  private closed = false;

  constructor({
    credentials,
    observe = () => undefined,
    maxQueuedBytes = 4 * 1024 * 1024,
    idleForgetMs = 600_000,
  }: RelayClientOptions) {
    this.linkOptions = { credentials, observe, maxQueuedBytes, idleForgetMs };
  }

  /** Has a stream ready for the first frame. Calling it again only says that the gateway is still wanted. */
  dial(gatewayAddress: string): void {
    if (this.closed) return;
    this.link(gatewayAddress).use();
  }

  /**
   * Id of the gateway process that has accepted the present stream to this address; `null` when there is none. A gateway that
   * was killed is noticed at once, one that hangs or cannot be reached within 10 s.
   */
  gatewayAt(gatewayAddress: string): string | null {
    return this.links.get(gatewayAddress)?.gatewayId ?? null;
  }

  /** Sends what one decode step produced: one message per gateway. */
  deliver(step: readonly RelayFrame[]): void {
    if (this.closed) return;
    for (const [gatewayAddress, frames] of groupByGateway(step)) {
      this.link(gatewayAddress).deliver(frames);
    }
    for (const { terminal, generationId } of step) if (terminal) this.release(generationId);
  }

  /**
   * The generation left this worker without an end: preempted, handed over, lease lost. Must be called then, else its
   * handle stays taken until the stream ends. Gateways that heard of it are told that it was cut.
   */
  release(generationId: GenerationId): void {
    if (this.closed) return;
    for (const link of this.links.values()) link.release(generationId);
  }

  /** Sends what is queued, for at most a second, and ends every stream. Later frames are ignored. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.links.values()].map((link) => link.close()));
    this.links.clear();
  }

  private link(gatewayAddress: string): GatewayLink {
    const known = this.links.get(gatewayAddress);
    if (known) return known;
    const link = new GatewayLink(gatewayAddress, this.linkOptions, () => this.forget(gatewayAddress));
    this.links.set(gatewayAddress, link);
    return link;
  }

  private forget(gatewayAddress: string): void {
    this.links.delete(gatewayAddress);
    this.linkOptions.observe({ type: 'gateway-forgotten', gatewayAddress });
  }
}

/** `Map.groupBy` is not in Node 20. */
function groupByGateway(step: readonly RelayFrame[]): Map<string, RelayFrame[]> {
  const groups = new Map<string, RelayFrame[]>();
  for (const frame of step) {
    const group = groups.get(frame.gatewayAddress);
    if (group) group.push(frame);
    else groups.set(frame.gatewayAddress, [frame]);
  }
  return groups;
}
