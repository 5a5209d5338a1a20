import type { Redis } from 'ioredis';
import type { WorkerAbilities } from './outcomes.js';
import { runScript } from './redis-connection.js';
import type { LedgerKeys } from './keys.js';

/** A member that is silent for longer does not count as alive. */
export const ALIVE_MS = 10_000;
const BEAT_EVERY_MS = 1_000;

/** A worker as gateways see it; what it has is what generations may need. */
export interface WorkerPresence extends WorkerAbilities {
  workerId: string;
  model: string;
  slots: number;
  busySlots: number;
  state: 'ready' | 'gone';
  startedAtMs: number;
}

/** A model as the last worker that beat for it described it. */
export interface ModelPresence extends WorkerAbilities {
  model: string;
  startedAtMs: number;
}

/** A gateway as workers see it: where to dial it before the first job names it. */
export interface GatewayPresence {
  gatewayId: string;
  relayAddress: string;
  state: 'ready' | 'gone';
}

/** Who is there: members beat once a second, and do not count as alive when they stop. */
export class Presence<Member> {
  private beating: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
    private readonly kind: 'workers' | 'models' | 'gateways',
    private readonly forgetAfterMs: number,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Begins to beat with what `describe` says at each beat. Resolves after the first one. */
  async announce(memberId: string, describe: () => Member): Promise<void> {
    clearInterval(this.beating);
    this.beating = setInterval(() => void this.beat(memberId, describe()).catch(this.onError), BEAT_EVERY_MS);
    await this.beat(memberId, describe());
  }

  /** Stops beating; the others are told at once, with these last words. */
  async leave(memberId: string, lastWords: Member): Promise<void> {
    clearInterval(this.beating);
    await this.beat(memberId, lastWords);
  }

  /** The members that beat lately. They are our own processes, so their JSON is taken at its word. */
  async live(): Promise<Member[]> {
    return this.heardWithin(ALIVE_MS);
  }

  /** All members that are not forgotten, the silent ones included. */
  async remembered(): Promise<Member[]> {
    return this.heardWithin(this.forgetAfterMs);
  }

  /** The members that beat in the last so many milliseconds. */
  async heardWithin(milliseconds: number): Promise<Member[]> {
    const { members, heartbeats } = this.keys.presence(this.kind);
    const reply = await runScript(this.redis, 'ledgerLiveMembers', members, heartbeats, milliseconds);
    return reply.filter((json) => typeof json === 'string').map((json) => JSON.parse(json) as Member);
  }

  private async beat(memberId: string, member: Member): Promise<void> {
    const { members, heartbeats } = this.keys.presence(this.kind);
    await runScript(
      this.redis,
      'ledgerHeartbeat',
      members,
      heartbeats,
      memberId,
      JSON.stringify(member),
      this.forgetAfterMs,
    );
  }
}
