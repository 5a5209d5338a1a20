import type { GenerationId } from '#protocol';

/** A frame on its way to the gateway that follows its generation. It must be in the log before it comes here. */
export interface RelayFrame {
  /** `host:port` */
  gatewayAddress: string;
  generationId: GenerationId;
  /** The ledger's timeline in which the frame was logged. A generation that goes on in another one must be released first. */
  timeline: string;
  sequence: number;
  /** Must not be changed afterwards: it is sent later, and not copied. */
  frameBody: Uint8Array;
  terminal: boolean;
}
