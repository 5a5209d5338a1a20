import { type GenerationLedger, LEASE_MS } from './generation-ledger.js';
import type { JobQueue } from './job-queue.js';
import type { LedgerKeys } from './keys.js';
import type { LedgerConnection } from './ledger-connection.js';
import { SweepPass } from './sweep-pass.js';

const SWEEP_EVERY_MS = 1_000;
/** Less than a lease lasts beyond the last renewal that a Redis which stands still kept from it. */
const STEADY_MS = 1_500;
/** After Redis came back, holders get time to renew before their leases count as lapsed. */
const GRACE_AFTER_RECONNECT_MS = LEASE_MS + 1_000;

/**
 * Queues again whatever is open and held by nobody (design rule 1), and ends what nobody follows or resumes (rule 10). Every
 * process runs one; a generation that is due is handed to exactly one of them.
 */
export class Sweeper {
  private readonly timer: NodeJS.Timeout;
  private readonly pass: SweepPass;
  private readySinceMs = Date.now();
  private underWay: Promise<number> | null = null;

  constructor(
    private readonly connection: LedgerConnection,
    keys: LedgerKeys,
    ledger: GenerationLedger,
    queue: Pick<JobQueue, 'add'>,
    onError: (error: Error) => void,
  ) {
    this.pass = new SweepPass(connection, keys, ledger, queue, STEADY_MS);
    connection.redis.on('ready', this.noteReady);
    this.timer = setInterval(
      () => void this.sweep().catch((error: unknown) => onError(error as Error)),
      SWEEP_EVERY_MS,
    );
  }

  /** One pass over all shards, or what remains of the one that is under way; how many generations were queued again. */
  async sweep(): Promise<number> {
    if (!this.connection.isReachable || Date.now() - this.readySinceMs < GRACE_AFTER_RECONNECT_MS) return 0;
    this.underWay ??= this.pass.run().finally(() => (this.underWay = null));
    return this.underWay;
  }

  close(): void {
    clearInterval(this.timer);
    this.connection.redis.off('ready', this.noteReady);
  }

  private readonly noteReady = (): void => {
    this.readySinceMs = Date.now();
  };
}
