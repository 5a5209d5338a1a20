import type { Redis } from 'ioredis';
import { ServingError } from '#protocol';
import { LEASE_MS } from '../../generation-ledger.js';
import type { LedgerKeys } from '../../keys.js';
import { type ScriptReply, runBinaryScript, runScript } from '../../redis-connection.js';
import type { ScriptName } from '../../scripts.js';

/** Which Redis process answers at the moment, as its run id would tell. */
export interface RedisProcess {
  runId: number;
  timelines: number;
}

/** A ledger that cannot be reached, or whose reply was lost. */
export function unreachable(): ServingError {
  return new ServingError('ledger_unavailable');
}

/**
 * `LedgerConnection` for one process of a walk, without its waiting: a connection that broke with the Redis process it led to
 * asks for the timeline before it asks for anything else.
 */
export class CheckedConnection {
  timeline: string | null = null;
  private verifiedRunId = -1;

  constructor(
    readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly process: RedisProcess,
    /** Told when a timeline begins that nobody knew. */
    private readonly onNewTimeline: () => void,
    private readonly onTimelineChange: () => void = () => undefined,
  ) {}

  /** Reconnects if the connection broke. */
  async connect(): Promise<void> {
    if (this.verifiedRunId !== this.process.runId) await this.enter();
  }

  /** Another process, which has not reached Redis yet. */
  forget(): void {
    this.timeline = null;
    this.verifiedRunId = -1;
  }

  /** The caller asks Redis the next time it is here. */
  hearOf(timeline: string): void {
    if (timeline !== this.timeline) this.verifiedRunId = -1;
  }

  async run(name: ScriptName, ...args: (string | number | Buffer)[]): Promise<ScriptReply> {
    return this.settled(() => runScript(this.redis, name, ...args));
  }

  async runBinary(
    name: ScriptName,
    ...args: (string | number | Buffer)[]
  ): Promise<readonly (Buffer | number | null)[]> {
    return this.settled(() => runBinaryScript(this.redis, name, ...args));
  }

  private async settled<Item extends Buffer | string | number | null>(
    call: () => Promise<readonly Item[]>,
  ): Promise<readonly Item[]> {
    await this.connect();
    const reply = await call();
    const outcome = String(reply[0]);
    if (outcome === 'timeless') await this.enter();
    if (outcome === 'timeless' || outcome === 'unsettled') throw unreachable();
    return reply;
  }

  private async enter(): Promise<void> {
    const keys = [this.keys.timeline(0), this.keys.waiting(0), this.keys.leases(0)];
    const name = `t${++this.process.timelines}`;
    const reply = await runScript(this.redis, 'ledgerEnterTimeline', ...keys, this.process.runId, name, LEASE_MS);
    if (Number(reply[1]) === 1) this.onNewTimeline();
    const before = this.timeline;
    this.timeline = String(reply[0]);
    this.verifiedRunId = this.process.runId;
    if (before !== null && before !== this.timeline) this.onTimelineChange();
  }
}
