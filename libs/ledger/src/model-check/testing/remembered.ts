/** A promise was broken. */
export class Violation extends Error {}

export function insist(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Violation(promise);
}

export interface Holder {
  leaseId: string;
  /** When the ledger last told it that the lease holds. */
  confirmedAtMs: number;
  logLength: number;
}

/** What a Redis that goes back in time forgets. */
export interface Remembered {
  log: Buffer[];
  state: 'absent' | 'open' | 'paused' | 'finished';
  epoch: number;
  commands: string[];
  acknowledged: number;
  deaths: number;
  pausedUntilMs: number;
  replyTo: string;
  followedUntilMs: number;
  /** Whether it is known to be followed from several places. */
  isShared: boolean;
  /** Whether nobody can know more of its log in this timeline. */
  isWhole: boolean;
  /** Whether one follower said so at a time when no other was known. */
  isVouched: boolean;
  holder: Holder | null;
  /** The lease of an older timeline that the record still names. */
  voided: Holder | null;
}

/** What the record says. */
export interface ObservedRecord {
  state: string | null;
  epoch: number;
  lease: string | null;
  acknowledged: number;
  command: number;
}

export const NOTHING: Remembered = {
  log: [],
  state: 'absent',
  epoch: 0,
  commands: [],
  acknowledged: 0,
  deaths: 0,
  pausedUntilMs: 0,
  replyTo: '',
  followedUntilMs: Number.POSITIVE_INFINITY,
  isShared: false,
  isWhole: false,
  isVouched: false,
  holder: null,
  voided: null,
};
