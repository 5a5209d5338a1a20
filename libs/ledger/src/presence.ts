import type { Redis } from 'ioredis';
import { reachLedger, runScript } from './redis-connection.js';
import type { LedgerKeys } from './keys.js';

/** A member that is silent for longer does not count as alive. */
export const PRESENCE_MS = 10_000;
const FORGET_MS = 60_000;
const BEAT_EVERY_MS = 1_000;

/** A worker as gateways see it. */
export interface WorkerPresence {
  workerId: string;
  model: string;
  vocabularyHash: string;
  contextTokens: number;
  slots: number;
  busySlots: number;
  state: 'ready' | 'draining';
  startedAtMs: number;
}

/** A gateway as workers see it: where to dial it before the first job names it. */
export interface GatewayPresence {
  gatewayId: string;
  relayAddress: string;
}

/** Who is there: members beat once a second and vanish when they stop. */
export class Presence<Member> {
  private beating: NodeJS.Timeout | null = null;

  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly kind: 'workers' | 'gateways',
    private readonly onError: (error: Error) => void,
  ) {}

  /** Begins to beat with what `describe` says at each beat. Resolves after the first one. */
  async announce(memberId: string, describe: () => Member): Promise<void> {
    const { members, heartbeats } = this.keys.presence(this.kind);
    const beat = async (): Promise<void> => {
      await runScript(
        this.redis,
        'ledgerHeartbeat',
        members,
        heartbeats,
        memberId,
        JSON.stringify(describe()),
        FORGET_MS,
      );
    };
    this.beating = setInterval(
      () => void beat().catch((error: unknown) => this.onError(error as Error)),
      BEAT_EVERY_MS,
    );
    await beat();
  }

  /** Stops beating and leaves at once. */
  async withdraw(memberId: string): Promise<void> {
    if (this.beating) clearInterval(this.beating);
    const { members, heartbeats } = this.keys.presence(this.kind);
    await reachLedger(() => Promise.all([this.redis.hdel(members, memberId), this.redis.zrem(heartbeats, memberId)]));
  }

  /** The members that beat lately. They are our own processes, so their JSON is taken at its word. */
  async live(): Promise<Member[]> {
    const { members, heartbeats } = this.keys.presence(this.kind);
    const reply = await runScript(this.redis, 'ledgerLiveMembers', members, heartbeats, PRESENCE_MS);
    return reply.filter((json) => typeof json === 'string').map((json) => JSON.parse(json) as Member);
  }
}
