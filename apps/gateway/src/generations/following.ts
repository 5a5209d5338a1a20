import type { GatewayPresence, GenerationControl, Presence } from '#ledger';
import { type GenerationId, ServingError } from '#protocol';
import type { Followers } from './followers.js';

const CLAIM_EVERY_MS = 1_000;
/** A gateway beats once a second: one that missed three beats does not follow anything. */
const HEARD_WITHIN_MS = 3_000;
const IDS_AT_ONCE = 1_000;
const NOBODY = '';

interface FollowingLedger {
  control: Pick<GenerationControl, 'followerOf' | 'follow' | 'keepFollowing'>;
  gateways: Pick<Presence<GatewayPresence>, 'heardWithin'>;
}

/**
 * Says in the ledger what this gateway follows, so that it goes on (design rule 10), and sees to it that the live frames
 * of what it follows come here if nobody else gets them; until then the log is read.
 */
export class Following {
  private timers: NodeJS.Timeout[] = [];
  private claiming = false;

  constructor(
    private readonly ledger: FollowingLedger,
    private readonly followers: Pick<Followers, 'ids' | 'tailing' | 'goLive'>,
    private readonly relayAddress: () => string,
    private readonly renewEveryMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.timers = [
      setInterval(() => void this.renew().catch(this.onError), this.renewEveryMs),
      setInterval(() => void this.claimWhatIsFree().catch(this.onError), CLAIM_EVERY_MS),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Begins to follow something that exists; whether its live frames come here. Throws `generation_not_found`. */
  async claim(id: GenerationId): Promise<boolean> {
    const follower = await this.ledger.control.followerOf(id);
    if (!follower) throw new ServingError('generation_not_found');
    await this.ledger.control.keepFollowing([id], this.relayAddress());
    return this.takeOver(id, follower, await this.heardAddresses());
  }

  /** Nobody here reads the live frames any more: who comes next may have them. */
  async letGo(id: GenerationId): Promise<void> {
    await this.ledger.control.follow(id, NOBODY, this.relayAddress());
  }

  private async renew(): Promise<void> {
    const ids = this.followers.ids;
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE)
      await this.ledger.control.keepFollowing(ids.slice(from, from + IDS_AT_ONCE), this.relayAddress());
  }

  /** One pass at a time, however slow. */
  private async claimWhatIsFree(): Promise<void> {
    const { tailing } = this.followers;
    if (this.claiming || tailing.length === 0) return;
    this.claiming = true;
    try {
      const heard = await this.heardAddresses();
      for (const id of tailing) {
        const follower = await this.ledger.control.followerOf(id);
        if (follower && (await this.takeOver(id, follower, heard))) this.followers.goLive(id);
      }
    } finally {
      this.claiming = false;
    }
  }

  private async takeOver(
    id: GenerationId,
    { replyTo, isFinished }: { replyTo: string; isFinished: boolean },
    heard: ReadonlySet<string>,
  ): Promise<boolean> {
    if (replyTo === this.relayAddress()) return true;
    if (isFinished || heard.has(replyTo)) return false;
    return this.ledger.control.follow(id, this.relayAddress(), replyTo);
  }

  private async heardAddresses(): Promise<Set<string>> {
    const gateways = await this.ledger.gateways.heardWithin(HEARD_WITHIN_MS);
    return new Set(gateways.flatMap(({ relayAddress, state }) => (state === 'ready' ? [relayAddress] : [])));
  }
}
