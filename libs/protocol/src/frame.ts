import type { GenerationEvent } from './generation-event.js';

/**
 * One entry of a token log: some generated tokens and the events they gave rise to.
 * Replaying the events of all frames gives the client's stream again without a model;
 * folding the token ids gives what a worker must prefill to go on.
 */
export interface Frame {
  /** Position in the log, from 1, without gaps. It is the log entry's own id and therefore not part of the encoded body. */
  sequence: number;
  /** How many tokens were generated before this frame. */
  firstTokenIndex: number;
  tokenIds: readonly number[];
  events: readonly GenerationEvent[];
}
