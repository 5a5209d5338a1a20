import type { CodePoints } from './code-points.js';

/** A regular expression, read. `start` and `end` are the anchors `^` and `$`. */
export type Expression =
  | { type: 'one-of'; set: CodePoints }
  | { type: 'sequence'; parts: readonly Expression[] }
  | { type: 'choice'; options: readonly Expression[] }
  | { type: 'repeat'; part: Expression; minimum: number; maximum: number }
  | { type: 'start' }
  | { type: 'end' };

/** A pattern that has no automaton, or that nobody should build one for. The message says why: "uses ...". */
export class UnsupportedPattern extends Error {}
