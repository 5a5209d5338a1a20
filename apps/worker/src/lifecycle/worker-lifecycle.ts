import { setTimeout as delay } from 'node:timers/promises';
import { type LedgerAccess, type WorkerPresence, retryUntilReachable } from '#ledger';
import type { Logger } from '#telemetry';
import type { RelayClient } from '#token-relay';
import { LogCommitter } from '../commit/log-committer.js';
import { GenerationRunner } from '../generation/generation-runner.js';
import { SlotTable } from '../slots/slot-table.js';
import type { WorkerConfig } from '../worker.config.js';
import type { WorkerMetrics } from '../worker-metrics.js';
import { type LoadedModel, loadEngine } from './load-engine.js';
import { PullLoop } from './pull-loop.js';

const DIAL_GATEWAYS_EVERY_MS = 2_000;

export type WorkerState = 'loading' | 'ready' | 'draining' | 'stopped';

/** Brings a worker up, keeps it pulling, and takes it down without losing a token. */
export class WorkerLifecycle {
  private currentState: WorkerState = 'loading';
  private shutDown: (() => Promise<void>) | null = null;

  constructor(
    private readonly config: WorkerConfig,
    private readonly logger: Logger,
    private readonly metrics: WorkerMetrics,
    private readonly ledger: LedgerAccess,
    private readonly relay: RelayClient,
  ) {}

  get state(): WorkerState {
    return this.currentState;
  }

  get isReady(): boolean {
    return this.currentState === 'ready' && this.ledger.isReachable();
  }

  /** Loads the model, makes it known and begins to pull. Rejects when the model cannot be served. */
  async start(): Promise<void> {
    const model = await loadEngine(this.config, this.logger);
    const { vocabulary } = model.engine;
    await retryUntilReachable(() => this.ledger.vocabularies.publish(vocabulary.hash, vocabulary.serialize()));
    if (this.currentState !== 'loading') return model.engine.close();
    const slots = new SlotTable(model.engine.slots);
    this.metrics.observeSlots(slots);
    const committer = new LogCommitter(
      this.ledger.generations,
      this.relay,
      (frames, seconds) => this.metrics.committed(frames, seconds),
      (error) => this.logger.error({ err: error }, 'a log could not be written'),
    );
    const puller = this.ledger.openPuller(model.name);
    const loop = new PullLoop(slots, puller, this.createRunner(model, slots, committer), (error) =>
      this.logger.warn({ err: error }, 'the queue could not be asked for work'),
    );
    const dialling = setInterval(() => void this.dialGateways(), DIAL_GATEWAYS_EVERY_MS);
    await this.dialGateways();
    await retryUntilReachable(() =>
      this.ledger.workers.announce(this.config.workerId, () => this.describe(model, slots)),
    );
    loop.start();
    this.currentState = 'ready';
    this.logger.info(
      { model: model.name, slots: slots.size, contextTokens: model.engine.contextTokens },
      'the worker is ready',
    );
    this.shutDown = async () => {
      clearInterval(dialling);
      await loop.drain();
      await this.ledger.workers.leave(this.config.workerId, this.describe(model, slots)).catch(() => undefined);
      committer.stop();
      await puller.close();
      await model.engine.close();
    };
  }

  /** Stops pulling, hands every running generation over, leaves the cluster. Safe to call at any time, once. */
  async drain(): Promise<void> {
    this.currentState = 'draining';
    this.logger.info('draining');
    await Promise.race([this.shutDown?.(), delay(this.config.drainMs)]);
    await this.relay.close();
    await this.ledger.close();
    this.currentState = 'stopped';
    this.logger.info('stopped');
  }

  private createRunner({ engine }: LoadedModel, slots: SlotTable, committer: LogCommitter): GenerationRunner {
    return new GenerationRunner(engine, slots, this.ledger.generations, committer, {
      workerId: this.config.workerId,
      paceTokensPerSecond: this.config.paceTokensPerSecond,
      metrics: this.metrics,
      someoneHas: async (hash) =>
        (await this.ledger.workers.live()).some(
          ({ vocabularyHash, state }) => state === 'ready' && vocabularyHash === hash,
        ),
      requeue: async ({ id, model, class: generationClass }, epoch) => {
        await this.ledger.queue.add(model, generationClass, { id, epoch });
        await this.ledger.generations.confirmQueued(id, epoch);
      },
      onError: (error, generationId) =>
        this.logger.error({ err: error, generationId }, 'a generation could not be run'),
    });
  }

  private describe({ name, engine }: LoadedModel, slots: SlotTable): WorkerPresence {
    return {
      workerId: this.config.workerId,
      model: name,
      vocabularyHash: engine.vocabulary.hash,
      contextTokens: engine.contextTokens,
      slots: slots.size,
      busySlots: slots.busy,
      state: this.currentState === 'draining' ? 'gone' : 'ready',
      startedAtMs: STARTED_AT_MS,
    };
  }

  /** Opens the streams before the first job needs them. A gateway that is missed here is dialled when a job names it. */
  private async dialGateways(): Promise<void> {
    const gateways = await this.ledger.gateways.live().catch(() => []);
    for (const { relayAddress, state } of gateways) if (state === 'ready') this.relay.dial(relayAddress);
  }
}

const STARTED_AT_MS = Date.now();
