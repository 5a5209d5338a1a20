import type { Direction } from './any-walk.js';
import type { ScriptChange } from './checked-redis.js';

/** One line of a script that a promise hangs on, and where it is put to the test soonest. */
export interface ScriptGuard extends ScriptChange, Direction {
  /** What it sees to. */
  rule: string;
}
