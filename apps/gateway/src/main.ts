import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '#telemetry';
import { serveDocsPage, serveDocument } from './docs/serve-docs.js';
import { GatewayLifecycle } from './gateway-lifecycle.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { readGatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { ApiKeys } from './http/api-keys.js';
import { ErrorFilter } from './http/error.filter.js';
import { createHttpAdapter } from './http/http-server.js';
import { ResponseSockets } from './responses/web-socket/response-sockets.js';

/** Starts a gateway; a SIGTERM or SIGINT drains it and ends the process with 0. */
async function main(): Promise<void> {
  const config = readGatewayConfig(process.env);
  const logger = createLogger('gateway', config.logLevel).child({ gatewayId: config.gatewayId });
  const adapter = await createHttpAdapter(new ApiKeys(config.apiKeys), config.http);
  const fastify = adapter.getInstance<FastifyInstance>();
  serveDocument(fastify);
  await serveDocsPage(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.of(config, logger), adapter, {
    logger: false,
    // Else Nest ends the process without a word.
    abortOnError: false,
    // Nest's own parsers would also take a form for a request.
    bodyParser: false,
  });
  app.useGlobalFilters(new ErrorFilter(app.get(GatewayMetrics), logger));
  const lifecycle = app.get(GatewayLifecycle);
  const leave = (): void => void lifecycle.drain(() => app.close()).then(() => process.exit(0), die);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  app.get(ResponseSockets).serve(fastify);
  await app.listen(config.http.port, config.http.host);
  await lifecycle.start();
}

/** One plain line says why, for whoever reads the end of a pod's log. */
function die(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(die);
