/** What a worker may want to log or count about its relay. Never more than one per gateway and step. */
export type RelayEvent =
  | { type: 'stream-accepted'; gatewayAddress: string; gatewayId: string }
  /** There is no stream to this gateway (any more). Told once per outage, however many attempts fail. */
  | { type: 'stream-lost'; gatewayAddress: string; reason: string }
  | { type: 'frames-dropped'; gatewayAddress: string; frames: number }
  | { type: 'gateway-forgotten'; gatewayAddress: string };
