import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { ServingError } from '#protocol';
import { LEASE_MS } from './generation-ledger.js';
import type { LedgerKeys } from './keys.js';
import { type BinaryArgument, type ScriptReply, reachLedger, runBinaryScript, runScript } from './redis-connection.js';
import type { ScriptName } from './scripts.js';

const RETRY_AFTER_MS = 50;
/** A Redis that loads its data, or a connection that is lost again at once, is nothing to tell of. */
const TOLD_AFTER_TRIES = 20;

/**
 * The connection over which the truth is read and written. Nothing is asked of a Redis process before it is known in which
 * timeline it lives: one that restarted or was failed over to may have lost what it had acknowledged, and then every lease
 * is void (design rule 5).
 */
export class LedgerConnection {
  private name: string | null = null;
  private isVerified = false;
  private entering: Promise<void> | null = null;
  private readonly listeners: ((timeline: string) => void)[] = [];

  /** `onError`: told once of each outage in which a Redis that can be reached does not say in which timeline it lives. */
  constructor(
    readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly onError: (error: Error) => void = () => undefined,
  ) {
    redis.on('ready', () => void this.enterUntilKnown());
    redis.on('close', () => (this.isVerified = false));
  }

  /** The timeline as far as this process knows; `null` before it has reached Redis for the first time. */
  get timeline(): string | null {
    return this.name;
  }

  get isReachable(): boolean {
    return this.redis.status === 'ready' && this.isVerified;
  }

  /** Calls the listener whenever Redis is found in another timeline than before; the first one is no change. */
  onTimelineChange(listener: (timeline: string) => void): void {
    this.listeners.push(listener);
  }

  /** Somebody else speaks of this timeline. If it is not ours, Redis is asked. */
  hearOf(timeline: string): void {
    if (timeline !== this.name && this.isReachable) void this.enter().catch(() => undefined);
  }

  /** Runs one script of a generation. Throws `ledger_unavailable` when Redis cannot be reached or cannot decide yet. */
  async run(name: ScriptName, ...args: (string | number | Buffer)[]): Promise<ScriptReply> {
    return this.settled(() => runScript(this.redis, name, ...args));
  }

  /** The same for a script whose reply holds bytes; every text in it is a `Buffer` too. */
  async runBinary(name: ScriptName, ...args: BinaryArgument[]): Promise<readonly (Buffer | number | null)[]> {
    return this.settled(() => runBinaryScript(this.redis, name, ...args));
  }

  private async settled<Item extends Buffer | string | number | null>(
    call: () => Promise<readonly Item[]>,
  ): Promise<readonly Item[]> {
    if (!this.isReachable) throw new ServingError('ledger_unavailable', undefined, { retryAfterSeconds: 2 });
    const reply = await call();
    const outcome = String(reply[0]);
    if (outcome === 'timeless') await this.enter();
    if (outcome === 'timeless' || outcome === 'unsettled')
      throw new ServingError('ledger_unavailable', undefined, { retryAfterSeconds: 2 });
    return reply;
  }

  private async enterUntilKnown(): Promise<void> {
    for (let tries = 1; this.redis.status === 'ready' && !this.isVerified; tries++) {
      try {
        await this.enter();
      } catch (error) {
        if (tries === TOLD_AFTER_TRIES) this.onError(error as Error);
        await delay(RETRY_AFTER_MS);
      }
    }
  }

  /** Several callers share one question. */
  private enter(): Promise<void> {
    this.entering ??= this.askTimeline().finally(() => (this.entering = null));
    return this.entering;
  }

  private async askTimeline(): Promise<void> {
    const server = await reachLedger(() => this.redis.info('server'));
    const runId = /^run_id:(\w+)/m.exec(server)?.[1];
    if (runId === undefined) throw new Error('This Redis does not say which process it is');
    const reply = await runScript(
      this.redis,
      'ledgerEnterTimeline',
      this.keys.timeline(0),
      this.keys.waiting(0),
      this.keys.leases(0),
      runId,
      randomUUID(),
      LEASE_MS,
    );
    const [before, name] = [this.name, String(reply[0])];
    this.name = name;
    this.isVerified = true;
    if (before !== null && before !== name) for (const listener of this.listeners) listener(name);
  }
}
