import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { toOpenApiDocument } from '#openai-api';
import { createLogger } from '#telemetry';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { GatewayLifecycle } from '../gateway-lifecycle.js';
import { readGatewayConfig } from '../gateway.config.js';
import { GatewayModule } from '../gateway.module.js';
import { ApiKeys } from '../http/api-keys.js';
import { createHttpAdapter } from '../http/http-server.js';
import { ResponseSockets } from '../responses/web-socket/response-sockets.js';
import { serveDocument } from './serve-docs.js';

describe('the document of the API and the routes of a gateway', () => {
  const served = new Set<string>();
  let redis: Awaited<ReturnType<typeof startTemporaryRedis>>;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    redis = await startTemporaryRedis();
    const environment = { HARMONIUM_API_KEYS: 'sk-test', RELAY_PLAINTEXT: 'true', REDIS_URL: redis.server.url };
    const config = readGatewayConfig(environment);
    const adapter = await createHttpAdapter(new ApiKeys(config.apiKeys), config.http);
    const fastify = adapter.getInstance<FastifyInstance>();
    fastify.addHook('onRoute', ({ method, path }) => {
      for (const one of [method].flat()) served.add(address(one, path));
    });
    serveDocument(fastify);
    const logger = createLogger('gateway', 'silent');
    app = await NestFactory.create<NestFastifyApplication>(GatewayModule.of(config, logger), adapter, {
      logger: false,
      bodyParser: false,
    });
    app.get(ResponseSockets).serve(fastify);
    await app.init();
    await fastify.ready();
  });

  afterAll(async () => {
    await app.get(GatewayLifecycle).drain(() => app.close());
    await redis.remove();
  });

  it('are the same', () => {
    const paths = toOpenApiDocument().paths as Record<string, object>;
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => address(method, path)),
    );
    expect(documented.sort()).toEqual([...served].filter(isPublic).sort());
  });
});

/** Parameters are written in two ways, and a wildcard has no name. */
function address(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/\{\w+\}|:\w+|\*/g, '{}')}`;
}

function isPublic(one: string): boolean {
  return /^(GET|POST|DELETE) /.test(one);
}
