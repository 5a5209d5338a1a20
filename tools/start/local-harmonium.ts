import type { LocalCluster } from '../local-cluster/local-cluster.js';
import type { RedisServer } from '../local-cluster/redis-server.js';
import { type Member, gatewayMember, gatewayReady, redisMember, workerMember, workerReady } from './members.js';
import { servedModel } from './served-model.js';
import type { Step } from './start.js';

export interface RunningHarmonium {
  baseUrl: string;
  model: string;
}

/** Redis, one gateway and some workers on this machine. */
export class LocalHarmonium {
  constructor(
    private readonly cluster: LocalCluster,
    /** `null`: somebody else's. */
    private readonly redis: RedisServer | null,
    private readonly onSpawn: () => void,
  ) {}

  /** In the order in which they end: first who accepts, then who runs, at last what remembers. */
  get members(): Member[] {
    return [
      ...this.cluster.gateways.map(gatewayMember),
      ...this.cluster.workers.map(workerMember),
      ...(this.redis?.wasStarted ? [redisMember(this.redis)] : []),
    ];
  }

  /** Starts everything; resolves when the model is served. Rejects when a process ends instead. */
  async start(workers: number, apiKey: string, step: Step): Promise<RunningHarmonium> {
    const { redis } = this;
    if (redis) await step('starting Redis', () => this.startRedis(redis));
    const gateway = await this.cluster.spawnGateway();
    for (let count = 0; count < workers; count += 1) await this.cluster.spawnWorker();
    this.onSpawn();
    await step('starting the gateway', () => gatewayReady(gateway));
    return step(workers === 1 ? 'loading the model' : `loading the model in ${workers} workers`, async () => {
      await Promise.all(this.cluster.workers.map(workerReady));
      return { baseUrl: gateway.baseUrl, model: await servedModel(gateway, apiKey) };
    });
  }

  /** Ends everything in the order in which nothing is lost. */
  async stop(): Promise<void> {
    await this.cluster.stop();
    if (this.redis?.wasStarted) await this.redis.stop();
  }

  /** Ends at once what still runs. */
  kill(): void {
    for (const { process } of this.members) process.signal('SIGKILL');
  }

  private async startRedis(redis: RedisServer): Promise<void> {
    const ready = redis.start();
    this.onSpawn();
    await ready;
  }
}
