import type { Follower } from '#ledger';
import type { Generation } from '#protocol';

/** After Redis was away for longer than a grace, all of them have lapsed; the sweepers wait for three seconds before they look. */
const RENEW_AT_LEAST_EVERY_MS = 1_000;

/** How long generations go on when nobody follows them, and where this gateway is reached. */
export class Graces {
  constructor(
    private readonly milliseconds: { foreground: number; resumable: number },
    private readonly relayAddress: () => string,
  ) {}

  /** How often the ledger has to hear that somebody is there, so that one call that fails does no harm. */
  get renewEveryMs(): number {
    return Math.min(RENEW_AT_LEAST_EVERY_MS, ...Object.values(this.milliseconds).map((graceMs) => graceMs / 4));
  }

  /** This gateway as the follower of a generation that it accepts. */
  followerOf({ persistence }: Pick<Generation, 'persistence'>): Follower {
    return {
      replyTo: this.relayAddress(),
      graceMs: persistence === 'background' ? null : this.milliseconds[persistence],
    };
  }
}
