import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { metricOf } from '../../test/support/busy-worker.js';
import { findFreePort } from '../local-cluster/free-port.js';
import { LocalCluster } from '../local-cluster/local-cluster.js';
import { RedisServer } from '../local-cluster/redis-server.js';
import type { Mark } from './history.js';
import { nameOf, type Disturbance, type Role, type Seats } from './schedule.js';
import { Seat } from './seat.js';

export interface ChaosClusterOptions {
  /** Keeps Redis's data and the logs. */
  directory: string;
  key: string;
  seats: Seats;
  tokensPerSecond: number;
  onFault: (message: string) => void;
}

const LOOK_EVERY_MS = 20;
/** Heartbeats tell clients in time that a gateway is frozen; nobody shall wait long for the end of what nobody follows. */
const GATEWAY_SETTINGS = {
  GATEWAY_HEARTBEAT_SECONDS: '1',
  GATEWAY_UNFOLLOWED_SECONDS: '5',
  GATEWAY_RESUMABLE_SECONDS: '60',
};

/** A real cluster whose processes come back when they are ended, and everything that was done to it. */
export class ChaosCluster {
  readonly marks: Mark[] = [];

  private constructor(
    private readonly redis: RedisServer,
    private readonly seats: Record<Role, readonly Seat[]>,
  ) {}

  /** Starts everything and waits until it is ready. */
  static async start({ directory, key, seats, tokensPerSecond, onFault }: ChaosClusterOptions): Promise<ChaosCluster> {
    const redis = new RedisServer(join(directory, 'redis'), await findFreePort());
    await redis.start();
    const processes = new LocalCluster({
      directory,
      redisUrl: redis.url,
      apiKey: key,
      gatewayEnvironment: GATEWAY_SETTINGS,
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: String(tokensPerSecond) },
    });
    try {
      for (let number = 0; number < seats.gateway; number++) await processes.startGateway();
      for (let number = 0; number < seats.worker; number++) await processes.startWorker();
    } catch (error) {
      await processes.stop();
      await redis.stop();
      throw error;
    }
    return new ChaosCluster(redis, {
      gateway: processes.gateways.map(
        ({ process, baseUrl }, number) => new Seat({ role: 'gateway', number, url: baseUrl }, process, onFault),
      ),
      worker: processes.workers.map(
        ({ process, operationsUrl }, number) =>
          new Seat({ role: 'worker', number, url: operationsUrl }, process, onFault),
      ),
    });
  }

  /** Where clients reach the gateways. */
  get gatewayUrls(): string[] {
    return this.seats.gateway.map(({ address }) => address.url);
  }

  /** Does it as soon as the cluster can bear it: the seat is taken, and another of its kind stays ready. */
  async disturb(disturbance: Disturbance): Promise<void> {
    if (disturbance.type === 'kill-redis') return this.killRedis(disturbance);
    const seat = this.seatOf(disturbance);
    while (!this.canBear(seat)) await delay(LOOK_EVERY_MS);
    const running = seat.address.role === 'worker' ? await runningOn(seat) : 0;
    const { role, number } = seat.address;
    const mark = this.mark({ name: nameOf(disturbance), role, seat: number, running });
    await this.act(seat, disturbance);
    void seat.whenUp().then(() => (mark.untilMs = performance.now()));
  }

  /** Waits until everything is up again. */
  async calm(): Promise<void> {
    const all = Object.values(this.seats).flat();
    while (!all.every((seat) => seat.isReady)) await delay(LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    await Promise.all(this.seats.gateway.map((seat) => seat.stop()));
    await Promise.all(this.seats.worker.map((seat) => seat.stop()));
    await this.redis.stop();
  }

  private async act(seat: Seat, disturbance: Exclude<Disturbance, { type: 'kill-redis' }>): Promise<void> {
    switch (disturbance.type) {
      case 'kill':
        return seat.kill();
      case 'drain':
        return seat.drain();
      case 'freeze':
        return seat.freeze(disturbance.forMs);
    }
  }

  private async killRedis({ downMs }: { downMs: number }): Promise<void> {
    const mark = this.mark({ name: 'kill Redis', role: 'redis', seat: 0, running: 0 });
    await this.redis.kill();
    await delay(downMs);
    await this.redis.start();
    mark.untilMs = performance.now();
  }

  private mark(what: Omit<Mark, 'fromMs' | 'untilMs'>): Mark {
    const mark = { ...what, fromMs: performance.now(), untilMs: Infinity };
    this.marks.push(mark);
    return mark;
  }

  private seatOf({ role, seat: number }: { role: Role; seat: number }): Seat {
    const seat = this.seats[role][number];
    if (!seat) throw new RangeError(`There is no ${role} ${number}`);
    return seat;
  }

  private canBear(seat: Seat): boolean {
    return seat.isReady && this.seats[seat.address.role].some((other) => other !== seat && other.isReady);
  }
}

/** How many generations a worker has in its slots. A worker that does not say so has none as far as we know. */
async function runningOn({ address }: Seat): Promise<number> {
  return metricOf(address.url, 'harmonium_worker_busy_slots').catch(() => 0);
}
