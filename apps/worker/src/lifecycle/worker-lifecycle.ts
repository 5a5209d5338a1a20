import { setTimeout as delay } from 'node:timers/promises';
import { type LedgerAccess, type WorkerPresence, canRun, retryUntilReachable } from '#ledger';
import type { Logger } from '#telemetry';
import type { RelayClient } from '#token-relay';
import { FollowerVouching } from '../commit/follower-vouching.js';
import { LogCommitter } from '../commit/log-committer.js';
import { GenerationRunner } from '../generation/generation-runner.js';
import { SlotTable } from '../slots/slot-table.js';
import type { WorkerConfig } from '../worker.config.js';
import type { WorkerMetrics } from '../worker-metrics.js';
import { HOME_FIRST_MS } from './home-coming.js';
import { type LoadedModel, loadEngine } from './load-engine.js';
import { ModelQueue } from './model-queue.js';
import { PullLoop } from './pull-loop.js';

const TEND_EVERY_MS = 2_000;
const STARTED_AT_MS = Date.now();

export type WorkerState = 'loading' | 'ready' | 'draining' | 'stopped';

/** Brings a worker up, keeps it pulling, and takes it down without losing a token. */
export class WorkerLifecycle {
  private currentState: WorkerState = 'loading';
  private shutDown: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly config: WorkerConfig,
    private readonly logger: Logger,
    private readonly metrics: WorkerMetrics,
    private readonly access: LedgerAccess,
    private readonly relay: RelayClient,
  ) {}

  get state(): WorkerState {
    return this.currentState;
  }

  /** Whether Redis can be asked at this moment. */
  get ledger(): 'reachable' | 'away' {
    return this.access.isReachable() ? 'reachable' : 'away';
  }

  get isReady(): boolean {
    return this.currentState === 'ready' && this.ledger === 'reachable';
  }

  /** Loads the model, makes it known and begins to pull. Rejects when the model cannot be served. */
  async start(): Promise<void> {
    const model = await loadEngine(this.config, this.logger);
    const slots = new SlotTable(model.engine.slots);
    const leave = await this.join(model, slots);
    if (this.currentState !== 'loading') return leave();
    const vouching = this.createVouching();
    const committer = this.createCommitter(vouching);
    const puller = this.access.openPuller(model.name);
    const inbox = this.access.openInbox(this.config.workerId);
    const runner = this.createRunner(model, slots, committer);
    const source = { puller, inbox, queue: this.queueOf(model.name) };
    const loop = new PullLoop(slots, source, runner, this.config.preemption, (error) =>
      this.logger.warn({ err: error }, 'the queue could not be asked for work'),
    );
    this.shutDown = async () => {
      await loop.drain();
      await leave();
      committer.stop();
      vouching.stop();
      await puller.close();
      await model.engine.close();
    };
    loop.start();
    this.access.hearUrgentCalls(model.name, (waiting) => loop.call(waiting));
    this.metrics.observeSlots(slots);
    this.currentState = 'ready';
    const { contextTokens } = model.engine;
    this.logger.info({ model: model.name, slots: slots.size, contextTokens }, 'the worker is ready');
  }

  /** Stops pulling, hands every running generation over, leaves the cluster. Safe to call at any time, once. */
  async drain(): Promise<void> {
    this.currentState = 'draining';
    this.logger.info('draining');
    const startedMs = performance.now();
    await Promise.race([this.shutDown(), delay(this.config.drainMs)]);
    const elapsedMs = performance.now() - startedMs;
    this.metrics.drained(elapsedMs);
    await this.relay.close();
    await this.access.close();
    this.currentState = 'stopped';
    this.logger.info({ drainMs: Math.round(elapsedMs) }, 'stopped');
  }

  /** Makes the worker and its model known, and keeps them so. Resolves to what takes the worker off again. */
  private async join({ name, engine }: LoadedModel, slots: SlotTable): Promise<() => Promise<void>> {
    const { workers, models, vocabularies } = this.access;
    const { vocabulary, contextTokens, adapters } = engine;
    const abilities = { vocabularyHash: vocabulary.hash, contextTokens, adapters };
    const has = { model: name, ...abilities, startedAtMs: STARTED_AT_MS };
    const describe = (): WorkerPresence => ({
      ...has,
      workerId: this.config.workerId,
      slots: slots.size,
      busySlots: slots.busy,
      state: this.currentState === 'draining' ? 'gone' : 'ready',
    });
    const serialized = vocabulary.serialize();
    await retryUntilReachable(() => vocabularies.publish(vocabulary.hash, serialized));
    await retryUntilReachable(() => models.announce(name, () => has));
    await retryUntilReachable(() => workers.announce(this.config.workerId, describe));
    await this.dialGateways();
    const tending = setInterval(() => {
      // A Redis that lost its data gets the vocabulary again.
      void vocabularies.publish(vocabulary.hash, serialized).catch(() => undefined);
      void this.dialGateways();
    }, TEND_EVERY_MS);
    return async () => {
      clearInterval(tending);
      await models.leave(name, has).catch(() => undefined);
      await workers.leave(this.config.workerId, { ...describe(), state: 'gone' }).catch(() => undefined);
    };
  }

  private createVouching(): FollowerVouching {
    return new FollowerVouching(this.access.control, this.relay, (error) =>
      this.logger.error({ err: error }, 'the ledger could not be told what is followed'),
    );
  }

  private createCommitter(vouching: FollowerVouching): LogCommitter {
    return new LogCommitter(this.access.generations, this.relay, vouching, {
      committed: (frames, seconds) => this.metrics.committed(frames, seconds),
      fenced: (unloggedTokens) => {
        this.metrics.fenced();
        this.metrics.lost(unloggedTokens);
      },
      failed: (error) => this.logger.error({ err: error }, 'a log could not be written'),
    });
  }

  private createRunner({ engine }: LoadedModel, slots: SlotTable, committer: LogCommitter): GenerationRunner {
    return new GenerationRunner(engine, slots, this.access.generations, committer, {
      workerId: this.config.workerId,
      paceTokensPerSecond: this.config.paceTokensPerSecond,
      isGuarded: this.config.isGuarded,
      metrics: this.metrics,
      someoneSuits: async (needs) => {
        const workers = await this.access.workers.live();
        return workers.some((worker) => worker.state === 'ready' && canRun(worker, needs));
      },
      onBegun: ({ affinityKeys }) =>
        void this.access.affinity.remember(affinityKeys, this.config.workerId).catch(() => undefined),
      commandsBetween: (id, after, upTo) => this.access.control.commandsBetween(id, after, upTo),
      requeue: ({ id, model, class: generationClass }, epoch, cause) =>
        this.queueOf(model).add({ id, epoch, class: generationClass }, cause === 'preempt' ? HOME_FIRST_MS : 0),
      onError: (error, generationId) =>
        this.logger.error({ err: error, generationId }, 'a generation could not be run'),
    });
  }

  private queueOf(model: string): ModelQueue {
    return new ModelQueue(this.access.queue, this.access.generations, model);
  }

  /** Opens the streams before the first job needs them. A gateway that is missed here is dialled when a job names it. */
  private async dialGateways(): Promise<void> {
    const gateways = await this.access.gateways.live().catch(() => []);
    for (const { relayAddress, state } of gateways) if (state === 'ready') this.relay.dial(relayAddress);
  }
}
