import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Metrics } from '#telemetry';
import { GatewayLifecycle } from './gateway-lifecycle.js';

/** What Kubernetes and Prometheus ask a gateway. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(GatewayLifecycle) private readonly lifecycle: GatewayLifecycle,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  healthz(): { state: string } {
    return { state: this.lifecycle.state };
  }

  @Get('readyz')
  async readyz(@Res() reply: FastifyReply): Promise<void> {
    const { isReady, state, ledger } = this.lifecycle;
    await reply.status(isReady ? 200 : 503).send({ state, ledger });
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  renderMetrics(): Promise<string> {
    return this.metrics.render();
  }
}
