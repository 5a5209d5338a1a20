import type { ActionName } from './actions.js';
import type { Weights } from './any-walk.js';

/** Nothing goes back in time. */
export const CALM: Weights = { snapshot: 0, goBack: 0, loseEverything: 0 };

/** Redis goes back in time again and again. */
export const GOES_BACK: Weights = { snapshot: 6, goBack: 5, restore: 12 };
/** A worker that was stopped comes back after Redis went back to the time when it held the lease. */
export const REPLACED: readonly ActionName[] = [
  ...(['deliverJob', 'decode', 'commit', 'snapshot', 'freeze', 'pass', 'pass', 'sweep'] as const),
  ...(['deliverJob', 'decode', 'commit', 'look', 'look', 'goBack'] as const),
];
export const STEERED: Weights = { ...CALM, command: 10, edit: 4 };
export const PAUSED: Weights = { ...CALM, pause: 6, resume: 6 };
export const DEADLY: Weights = { ...CALM, killWorker: 8, pass: 16, deliverJob: 20, sweep: 10 };
export const CONTENDED: Weights = { ...CALM, freeze: 6, thaw: 6, pass: 16, deliverJob: 20 };
