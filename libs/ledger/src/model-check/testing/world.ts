import type { Redis } from 'ioredis';
import type { Generation } from '#protocol';
import { GenerationControl } from '../../generation-control.js';
import { GenerationLedger } from '../../generation-ledger.js';
import { LedgerKeys } from '../../keys.js';
import { SweepPass } from '../../sweep-pass.js';
import type { Behaviour } from './behaviour.js';
import { CheckedConnection, type RedisProcess } from './checked-connection.js';
import { copyKeys } from './checked-redis.js';
import { Client } from './client.js';
import { ModelGateway } from './model-gateway.js';
import { ModelWorker } from './model-worker.js';
import { Network, untilReachable } from './network.js';
import { GRACE_MS, ObservedLedger } from './observed-ledger.js';
import { Oracle } from './oracle.js';

/** What a walk is about. */
export interface WalkKind {
  /** Whether it ends when nobody follows it. */
  isForeground: boolean;
  /** Whether every worker dies of it. */
  isPoisonous: boolean;
  /** How long its answer is. */
  tokens: number;
  /** How often calls fail, in multiples of the usual. */
  harm: number;
}

const SWEEPER_GRACE_MS = 3_000;

/** One generation, two gateways with a client each, three workers, a sweeper, a queue that loses things, and a Redis that can go back in time. */
export class World {
  readonly network = new Network();
  readonly oracle: Oracle;
  readonly clients = [new Client('client a'), new Client('client b')] as const;
  readonly workers: readonly ModelWorker[];
  readonly gateways: readonly [ModelGateway, ModelGateway];
  /** Somebody with a right to steer, on any gateway. */
  readonly person: ObservedLedger;
  readonly sweeper: SweepPass;
  /** Epochs of the jobs in the queue. */
  readonly jobs: number[] = [];
  /** Whether the queue lost a job that it had confirmed, since Redis was last begun. */
  hasLostJobs = false;
  kills = 0;
  /** How often something was done after which workers may die of it once more. */
  interventions = 0;
  leases = 0;
  private readonly process: RedisProcess = { runId: 1, timelines: 0 };
  private readonly house: CheckedConnection;
  private readonly truth: GenerationLedger;
  private readonly keyNames: readonly string[];
  private readonly snapshots: { prefix: string; jobs: readonly number[]; oracle: ReturnType<Oracle['save']> }[] = [];
  private sweeperReadyMs = 0;

  constructor(
    private readonly redis: Redis,
    readonly generation: Generation,
    readonly kind: WalkKind,
    readonly behaviour: Behaviour,
    private readonly prefix: string,
  ) {
    const keys = new LedgerKeys(prefix);
    const { id, tenant } = generation;
    this.keyNames = [...Object.values(keys.of(id) as unknown as Record<string, string>), keys.generationsOf(tenant, 0)];
    this.network.harm = kind.harm;
    const graceMs = kind.isForeground ? GRACE_MS : null;
    this.oracle = new Oracle(graceMs, this.clients, (client) => this.canBeTold(client));
    const connect = (onChange?: () => void): CheckedConnection =>
      new CheckedConnection(redis, keys, this.process, () => this.oracle.timelineBegan(), onChange);
    const observed = (connection: CheckedConnection): ObservedLedger =>
      new ObservedLedger(
        new GenerationLedger(connection, keys),
        new GenerationControl(connection, keys),
        this.network,
        this.oracle,
        id,
      );
    this.house = connect(() => (this.sweeperReadyMs = this.now));
    this.truth = new GenerationLedger(this.house, keys);
    this.workers = ['w1', 'w2', 'w3'].map((name) => new ModelWorker(name, observed(connect())));
    this.person = observed(connect());
    const gateway = (address: string): ModelGateway => {
      const connection = connect(() => made.timelineChanged());
      const made: ModelGateway = new ModelGateway(
        address,
        observed(connection),
        connection,
        this.oracle,
        graceMs,
        () => this.house.timeline,
        (epoch) => this.jobs.push(epoch),
        behaviour,
      );
      return made;
    };
    this.gateways = [gateway('g1'), gateway('g2')];
    const housekeeper = observed(this.house);
    this.sweeper = new SweepPass(
      this.house,
      keys,
      {
        confirmQueued: (_, epoch) => housekeeper.confirmQueued(epoch),
        terminate: async (_, body, condition = 'always') => {
          await this.interfere();
          return housekeeper.terminate(Buffer.from(body), condition);
        },
      },
      { add: (_, __, { epoch }) => this.queueSwept(epoch) },
    );
  }

  get now(): number {
    return this.oracle.now;
  }

  get snapshotCount(): number {
    return this.snapshots.length;
  }

  async begin(): Promise<void> {
    await this.setClock(1_000_000);
    await this.house.connect();
    for (const gateway of this.gateways) await gateway.connect();
    await this.advance(10_000);
    await this.gateways[0].accept(this.generation, this.clients[0]);
  }

  async advance(milliseconds: number): Promise<void> {
    await this.setClock(this.now + milliseconds);
  }

  async sweep(): Promise<void> {
    await this.house.connect();
    if (this.now - this.sweeperReadyMs >= SWEEPER_GRACE_MS) await this.sweeper.run();
  }

  async snapshot(): Promise<void> {
    const prefix = `snapshot${this.snapshots.length}:`;
    await copyKeys(this.redis, 'checkSnapshot', this.keyNames, prefix);
    this.snapshots.push({ prefix, jobs: [...this.jobs], oracle: this.oracle.save() });
  }

  /** Redis restarts with what it knew then, or with nothing. */
  async goBack(which: number | null): Promise<void> {
    const snapshot = which === null ? undefined : this.snapshots[Math.max(0, which)];
    await copyKeys(this.redis, 'checkRollback', this.keyNames, snapshot?.prefix ?? 'nothing:');
    this.process.runId++;
    this.network.cut();
    // The queue is in the same Redis.
    this.jobs.splice(0, this.jobs.length, ...(snapshot?.jobs ?? []));
    this.hasLostJobs = false;
    this.oracle.wentBack(snapshot?.oracle);
    // Somebody is always the first to reconnect.
    await this.house.connect();
  }

  /** Compares what Redis has with what the answers said. */
  async inspect(): Promise<void> {
    const [log, [state = null, epoch, lease = null, acknowledged, command]] = await Promise.all([
      this.truth.readBodies(this.generation.id, 1, 1_000),
      this.redis.hmget(this.keyNames[0] ?? '', 'state', 'epoch', 'lease', 'acknowledged', 'command'),
    ]);
    const numbers = { epoch: Number(epoch), acknowledged: Number(acknowledged), command: Number(command) };
    this.oracle.compare(log, { state, lease, ...numbers });
  }

  /** What the sweeper has seen may be otherwise by the time it acts. */
  private async interfere(): Promise<void> {
    const { dice, isFair } = this.network;
    if (isFair || !dice?.chance(0.3)) return;
    const [gateway] = this.gateways;
    await untilReachable(() => gateway.keepFollowing());
    const epoch = await untilReachable(() => this.person.resume());
    if (epoch) this.jobs.push(epoch);
  }

  private canBeTold(client: Client): boolean {
    return this.gateways.some((gateway) => gateway.knows(client, this.oracle.log.length));
  }

  private async setClock(now: number): Promise<void> {
    this.oracle.now = now;
    await this.redis.set(`${this.prefix}:clock`, now);
  }

  private queueSwept(epoch: number): Promise<void> {
    this.oracle.swept(epoch);
    if (this.behaviour.sweeps) this.jobs.push(epoch);
    return Promise.resolve();
  }
}
