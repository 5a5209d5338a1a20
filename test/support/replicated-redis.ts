import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../tools/local-cluster/free-port.js';
import { RedisSentinels } from '../../tools/local-cluster/redis-sentinels.js';
import { RedisServer } from '../../tools/local-cluster/redis-server.js';
import { type RunningRedis, eventually } from './test-cluster.js';
import { withRedis } from './with-redis.js';

/** A master, a replica of it and three Sentinels who watch over both. */
export class ReplicatedRedis implements RunningRedis {
  private constructor(
    private readonly directory: string,
    readonly server: RedisServer,
    readonly replica: RedisServer,
    readonly sentinels: RedisSentinels,
  ) {}

  /** Starts all of them, and waits until the replica has what the master has and a fail-over could succeed. */
  static async start(): Promise<ReplicatedRedis> {
    const directory = mkdtempSync(join(tmpdir(), 'harmonium-redis-'));
    const master = new RedisServer(join(directory, 'one'), await findFreePort());
    await master.start();
    const follows = { replicaof: `127.0.0.1 ${master.port}` };
    const replica = new RedisServer(join(directory, 'two'), await findFreePort(), undefined, undefined, follows);
    await replica.start();
    const sentinels = new RedisSentinels(join(directory, 'sentinels'));
    await sentinels.start(master, 1);
    const redis = new ReplicatedRedis(directory, master, replica, sentinels);
    await redis.untilInStep();
    return redis;
  }

  /** For `REDIS_URL`. */
  get url(): string {
    return this.sentinels.url;
  }

  /**
   * From now on the replica learns nothing new: it looks for its master where nobody is. Sentinels would mend that, but
   * not within eight seconds.
   */
  async holdReplicaBack(): Promise<void> {
    const nobody = String(await findFreePort());
    await withRedis(this.replica.port, (redis) => redis.replicaof('127.0.0.1', nobody));
  }

  /** Kills the master and waits until the Sentinels have made the replica the master. */
  async failOver(): Promise<void> {
    await this.server.kill();
    await this.sentinels.promotion(this.server.port);
  }

  /** Lets the Sentinels make the replica the master while both live; the former master does not know it yet. */
  async changeRoles(): Promise<void> {
    const { port } = await this.presentMaster();
    await this.sentinels.beginFailOver();
    await this.sentinels.promotion(port);
  }

  /** By the word of the Sentinels. */
  async presentMaster(): Promise<RedisServer> {
    const port = await this.sentinels.masterPort();
    return port === this.replica.port ? this.replica : this.server;
  }

  /** Waits until the one that is not the master follows the one that is. */
  async untilInStep(): Promise<void> {
    const master = await this.presentMaster();
    const other = master === this.server ? this.replica : this.server;
    await eventually(async () => {
      const state = await withRedis(other.port, (redis) => redis.info('replication'));
      return state.includes(`master_port:${master.port}`) && state.includes('master_link_status:up');
    });
  }

  async stop(): Promise<void> {
    await this.sentinels.stop();
    await Promise.all([this.server.stop(), this.replica.stop()]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
