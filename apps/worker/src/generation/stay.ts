import type { ReleaseCause } from '#ledger';
import type { RunningGeneration } from './running-generation.js';

/** The terms on which a generation runs here. */
export interface Stay {
  /** Aborted with a `ReleaseCause` as its reason when the generation has to leave, at the next token border. */
  readonly leave: AbortSignal;
  /** Whether nothing else runs here, and will not before `onProgress`: only then a suspect is granted. */
  readonly isAlone: boolean;
  /** The lease is granted. What is given here goes on to tell how far the generation is. */
  readonly onStarted: (running: RunningGeneration) => void;
  /** A token generated here is in the log. Only the first call matters. */
  readonly onProgress: () => void;
}

/** How a stay ended. */
export type StayOutcome =
  /** The generation ended here, or was lost to somebody else. */
  | { outcome: 'over' }
  /** It was not granted, and its job is settled. */
  | { outcome: 'declined' }
  /** It is only granted to who runs nothing else: its job is not settled yet. */
  | { outcome: 'suspect' }
  /** It was given back, and a job of its new epoch is queued: for a preempted one, with the delay of `HOME_FIRST_MS`. */
  | { outcome: 'left'; cause: ReleaseCause; epoch: number };
