import type { GenerationControl } from '#ledger';
import { toServingError } from '#protocol';
import type { RelayClient } from '#token-relay';
import type { LogWriter } from './log-writer.js';

/** A grace is at least one second. */
const VOUCH_EVERY_MS = 400;

/** The process that follows, as told apart from another one at the same address. */
interface Follower {
  gatewayAddress: string;
  gatewayId: string;
}

/**
 * Says in the ledger that the generations of this worker are followed, for gateways that take their frames but cannot say so
 * themselves, being cut off from Redis (design rule 10). A gateway that is gone has no stream, and one that was started again
 * follows nothing of what went to its predecessor: neither is vouched for, so that what they left ends after its grace.
 */
export class FollowerVouching {
  private readonly followers = new Map<LogWriter, Follower | null>();
  private readonly vouching: NodeJS.Timeout;

  constructor(
    private readonly control: Pick<GenerationControl, 'keepFollowing'>,
    private readonly relay: Pick<RelayClient, 'gatewayAt'>,
    private readonly onError: (error: Error) => void,
  ) {
    this.vouching = setInterval(() => void this.vouch(), VOUCH_EVERY_MS);
  }

  /** Call it when the lease was granted: who follows now is who is vouched for. */
  begin(writer: LogWriter): void {
    this.followers.set(writer, this.followerNow(writer));
  }

  end(writer: LogWriter): void {
    this.followers.delete(writer);
  }

  stop(): void {
    clearInterval(this.vouching);
  }

  /** Once, for all generations in one call. While the ledger is away there is nothing to say: nobody's grace ends there either. */
  private async vouch(): Promise<void> {
    const followed = [...this.followers.keys()].filter((writer) => this.isFollowed(writer));
    if (followed.length === 0) return;
    try {
      await this.control.keepFollowing(followed.map(({ lease }) => lease.generationId));
    } catch (thrown) {
      const error = toServingError(thrown);
      if (error.code !== 'ledger_unavailable') this.onError(error);
    }
  }

  private isFollowed(writer: LogWriter): boolean {
    const now = writer.lost.aborted ? null : this.followerNow(writer);
    if (now === null) return false;
    const known = this.followers.get(writer);
    if (known?.gatewayAddress === now.gatewayAddress) return known.gatewayId === now.gatewayId;
    this.followers.set(writer, now);
    return true;
  }

  private followerNow({ gatewayAddress }: LogWriter): Follower | null {
    const gatewayId = gatewayAddress === '' ? null : this.relay.gatewayAt(gatewayAddress);
    return gatewayId === null ? null : { gatewayAddress, gatewayId };
  }
}
