import { Controller, Get, Header, HttpCode, Inject, ServiceUnavailableException } from '@nestjs/common';
import { Metrics } from '#telemetry';
import { WorkerLifecycle } from './lifecycle/worker-lifecycle.js';

/** What Kubernetes and Prometheus ask a worker. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(WorkerLifecycle) private readonly lifecycle: WorkerLifecycle,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  @HttpCode(200)
  healthz(): { state: string } {
    return { state: this.lifecycle.state };
  }

  @Get('readyz')
  readyz(): { state: string } {
    if (!this.lifecycle.isReady) throw new ServiceUnavailableException({ state: this.lifecycle.state });
    return { state: this.lifecycle.state };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  renderMetrics(): Promise<string> {
    return this.metrics.render();
  }
}
