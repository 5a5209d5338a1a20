import { ServingError } from '#protocol';
import { unreachable } from './checked-connection.js';
import type { Dice } from './dice.js';

/** A frame on its way from a worker to a gateway; it was logged before. */
export interface RelayedFrame {
  to: string;
  timeline: string;
  sequence: number;
  body: Buffer;
}

/** What lies between the processes: calls whose replies are lost, calls that come late, frames that come late or never. */
export class Network {
  /** Whether it still does harm. */
  isFair = false;
  dice: Dice | null = null;
  /** How much more than usual. */
  harm = 1;
  readonly relayed: RelayedFrame[] = [];
  private late: (() => Promise<unknown>)[] = [];

  /** Makes a call, or fails as if the ledger were away, whether or not the call was or will be carried out. */
  async send<Result>(call: () => Promise<Result>): Promise<Result> {
    const fate = this.isFair || !this.dice ? 1 : this.dice.roll() / this.harm;
    if (fate < 0.03) throw unreachable();
    if (fate < 0.06) this.late.push(call);
    else {
      const result = await call();
      if (fate >= 0.12) return result;
    }
    throw unreachable();
  }

  /** A call arrives that everybody had given up. */
  async deliverLate(dice: Dice): Promise<void> {
    const [call] = this.late.splice(dice.below(this.late.length), 1);
    if (call) await untilReachable(call);
  }

  /** The connections are gone, with what was on its way over them. */
  cut(): void {
    this.late = [];
  }
}

/** The result of a call, or `null` when the ledger was away. */
export async function untilReachable<Result>(call: () => Promise<Result>): Promise<Result | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ServingError && error.code === 'ledger_unavailable') return null;
    throw error;
  }
}
