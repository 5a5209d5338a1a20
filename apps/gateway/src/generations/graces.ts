import type { Follower } from '#ledger';
import type { Generation } from '#protocol';

/** How long generations go on when nobody follows them, and where this gateway is reached. */
export class Graces {
  constructor(
    private readonly milliseconds: { foreground: number; resumable: number },
    private readonly relayAddress: () => string,
  ) {}

  /** This gateway as the follower of a generation that it accepts. */
  followerOf({ persistence }: Pick<Generation, 'persistence'>): Follower {
    return {
      replyTo: this.relayAddress(),
      graceMs: persistence === 'background' ? null : this.milliseconds[persistence],
    };
  }
}
