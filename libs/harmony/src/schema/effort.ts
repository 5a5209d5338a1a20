import { SchemaRefusal } from './schema-refusal.js';

/**
 * Most hostile schemas need 0.2 to 0.3 µs for a step, the slowest that a search has found less than 0.5 µs. An ordinary
 * schema needs some thousands of steps, one with a grammar of the largest size about a million.
 */
const MOST_STEPS = 2_500_000;

/**
 * Bounds the work of one compilation, or of several that share it, to about a second of one core, so that no schema,
 * however hostile, keeps a process busy.
 */
export class Effort {
  private left = MOST_STEPS;

  /** Whether there were too many steps: nothing more can be compiled with this. */
  get isSpent(): boolean {
    return this.left < 0;
  }

  /** Counts `steps` of work. Throws `SchemaRefusal` once there were too many; `keyword` is what asked for them. */
  spend(steps: number, keyword: string): void {
    this.left -= steps;
    if (this.left < 0) throw new SchemaRefusal(keyword, '', 'asks for more work than a grammar may cost');
  }
}
