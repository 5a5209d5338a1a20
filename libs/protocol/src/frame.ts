import type { GenerationEvent } from './generation-event.js';

/**
 * One entry of a token log: some generated tokens and the events they gave rise to.
 * Replaying the events of all frames gives the client's stream again without a model;
 * folding the token ids gives what a worker must prefill to go on. The fold appends; only a frame that begins with `rewound`
 * first cuts what is there to so many tokens.
 */
export interface Frame {
  /** Position in the log, from 1, without gaps. It is the log entry's own id and therefore not part of the encoded body. */
  sequence: number;
  /** How many tokens stand before this frame in the fold; 0 in frames without tokens. */
  firstTokenIndex: number;
  tokenIds: readonly number[];
  events: readonly GenerationEvent[];
}

/** The tokens of an answer after one more frame. Does not change `tokenIds`. */
export function foldTokens(tokenIds: readonly number[], frame: Pick<Frame, 'tokenIds' | 'events'>): readonly number[] {
  const first = frame.events[0];
  const standing = first?.type === 'rewound' ? tokenIds.slice(0, first.toToken) : tokenIds;
  return frame.tokenIds.length === 0 ? standing : [...standing, ...frame.tokenIds];
}
