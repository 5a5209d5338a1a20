import { Dice } from './dice.js';

export type Role = 'worker' | 'gateway';

/** Something bad that is done to the cluster. A seat is a place of one process after the other. */
export type Disturbance =
  | { type: 'kill'; role: Role; seat: number }
  | { type: 'kill-redis'; downMs: number }
  | { type: 'freeze'; role: Role; seat: number; forMs: number }
  | { type: 'drain'; role: Role; seat: number };

/** `afterMs` counts from the one before, or from when the cluster can bear it, if that is later. */
export type ScheduledDisturbance = Disturbance & { afterMs: number };

export type Seats = Record<Role, number>;

const REDIS_DOWN_MS = [0, 1_200] as const;
/** A lease lapses after 2 s: a worker that wakes up before still holds it, and one that wakes up later is fenced. */
const SHORT_FREEZE_MS = [300, 1_500] as const;
const LONG_FREEZE_MS = [2_500, 4_500] as const;

type Kind =
  'kill worker' | 'kill gateway' | 'kill redis' | 'freeze worker' | 'freeze gateway' | 'drain worker' | 'drain gateway';

const HOW_OFTEN: readonly (readonly [Kind, number])[] = [
  ['kill worker', 48],
  ['kill gateway', 16],
  ['kill redis', 10],
  ['freeze worker', 10],
  ['freeze gateway', 3],
  ['drain worker', 6],
  ['drain gateway', 4],
];

export interface ScheduleOptions {
  seed: number;
  /** By `kill -9`; freezes and drains come on top. */
  kills: number;
  seats: Seats;
  /** Between one disturbance and the next, on average. */
  pauseMs: number;
}

/** The disturbances of a campaign: the same for the same options. */
export function planDisturbances({ seed, kills, seats, pauseMs }: ScheduleOptions): ScheduledDisturbance[] {
  const dice = new Dice(seed, 'disturbances');
  const next = new SeatOrder(dice, seats);
  const planned: ScheduledDisturbance[] = [];
  for (let killed = 0; killed < kills;) {
    const disturbance = drawDisturbance(dice, next);
    if (isKill(disturbance)) killed++;
    planned.push({ ...disturbance, afterMs: dice.whole(0, 2 * pauseMs) });
  }
  return planned;
}

export function isKill({ type }: Disturbance): boolean {
  return type === 'kill' || type === 'kill-redis';
}

/** `kill worker`, `freeze gateway`, `kill Redis`: under which it is counted. */
export function nameOf(disturbance: Disturbance): string {
  return disturbance.type === 'kill-redis' ? 'kill Redis' : `${disturbance.type} ${disturbance.role}`;
}

/** Never the same seat twice in a row: it would only be waited for until its next process is up. */
class SeatOrder {
  private readonly last: Seats = { worker: -1, gateway: -1 };

  constructor(
    private readonly dice: Dice,
    private readonly seats: Seats,
  ) {}

  take(role: Role): { role: Role; seat: number } {
    const others = Array.from({ length: this.seats[role] }, (_, seat) => seat).filter(
      (seat) => seat !== this.last[role],
    );
    const seat = this.dice.pick(others);
    this.last[role] = seat;
    return { role, seat };
  }
}

function drawDisturbance(dice: Dice, seats: SeatOrder): Disturbance {
  const kind = dice.weighted(HOW_OFTEN);
  switch (kind) {
    case 'kill worker':
      return { type: 'kill', ...seats.take('worker') };
    case 'kill gateway':
      return { type: 'kill', ...seats.take('gateway') };
    case 'kill redis':
      return { type: 'kill-redis', downMs: dice.whole(...REDIS_DOWN_MS) };
    case 'freeze worker':
      return { type: 'freeze', ...seats.take('worker'), forMs: freezeMs(dice) };
    case 'freeze gateway':
      return { type: 'freeze', ...seats.take('gateway'), forMs: freezeMs(dice) };
    case 'drain worker':
      return { type: 'drain', ...seats.take('worker') };
    case 'drain gateway':
      return { type: 'drain', ...seats.take('gateway') };
  }
}

function freezeMs(dice: Dice): number {
  return dice.happens(0.5) ? dice.whole(...SHORT_FREEZE_MS) : dice.whole(...LONG_FREEZE_MS);
}
