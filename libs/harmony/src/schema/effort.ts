import { SchemaRefusal } from './schema-refusal.js';

/** About a second and a half of work on one core; ordinary schemas need some thousands. */
const MOST_STEPS = 4_000_000;

/** Bounds the work of one compilation, so that no schema, however hostile, keeps a process busy. */
export class Effort {
  private left = MOST_STEPS;

  /** Counts `steps` of work. Throws `SchemaRefusal` once there were too many; `keyword` is what asked for them. */
  spend(steps: number, keyword: string): void {
    this.left -= steps;
    if (this.left < 0) throw new SchemaRefusal(keyword, '', 'asks for more work than a grammar may cost');
  }
}
