import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WorkerLifecycle } from './lifecycle/worker-lifecycle.js';
import { readWorkerConfig } from './worker.config.js';
import { WorkerModule } from './worker.module.js';

/** Starts a worker; a SIGTERM or SIGINT drains it and ends the process with 0. */
async function main(): Promise<void> {
  const config = readWorkerConfig(process.env);
  const app = await NestFactory.create<NestFastifyApplication>(WorkerModule.of(config), new FastifyAdapter(), {
    logger: false,
    // Else Nest ends the process without a word.
    abortOnError: false,
  });
  const lifecycle = app.get(WorkerLifecycle);
  const leave = (): void => void lifecycle.drain().then(() => process.exit(0), die);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  await app.listen(config.operations.port, config.operations.host);
  await lifecycle.start();
}

/** One plain line says why, for whoever reads the end of a pod's log. */
function die(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(die);
