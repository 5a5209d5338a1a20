import { type DynamicModule, Module } from '@nestjs/common';
import { openLedger } from '#ledger';
import { Metrics, createLogger } from '#telemetry';
import { RelayClient, toClientCredentials } from '#token-relay';
import { WorkerLifecycle } from './lifecycle/worker-lifecycle.js';
import { OperationsController } from './operations.controller.js';
import type { WorkerConfig } from './worker.config.js';
import { WorkerMetrics } from './worker-metrics.js';

/** The wiring diagram of a worker: what is made at start, before the model is there. */
@Module({})
export class WorkerModule {
  static of(config: WorkerConfig): DynamicModule {
    const logger = createLogger('worker', config.logLevel).child({ workerId: config.workerId });
    const metrics = new Metrics('worker');
    const ledger = openLedger(config.redisUrl, (error) => logger.warn({ err: error }, 'redis'));
    const relay = new RelayClient({
      credentials: toClientCredentials(config.relayTls),
      observe: (event) => logger.info(event, 'relay'),
    });
    const lifecycle = new WorkerLifecycle(config, logger, new WorkerMetrics(metrics), ledger, relay);
    return {
      module: WorkerModule,
      controllers: [OperationsController],
      providers: [
        { provide: Metrics, useValue: metrics },
        { provide: WorkerLifecycle, useValue: lifecycle },
      ],
    };
  }
}
