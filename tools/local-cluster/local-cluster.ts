import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePort } from './free-port.js';
import { ON_LOOPBACK, type ServicePlace, ServiceProcess } from './service-process.js';
import { waitUntilReady } from './wait-until-ready.js';

export const TINY_MODEL = resolve('models/tiny-gpt-oss/tiny-gpt-oss.gguf');

export type LocalApp = 'gateway' | 'worker';

export interface LocalClusterOptions {
  /** Where logs go. */
  directory: string;
  redisUrl: string;
  apiKey: string;
  modelPath?: string;
  gatewayPort?: number;
  /** Where the first, second, ... gateway or worker runs: on the loopback interface unless told otherwise. */
  placeOf?: (app: LocalApp, number: number) => ServicePlace;
  /** Settings for every gateway or worker, on top of what a local cluster needs. */
  gatewayEnvironment?: Record<string, string>;
  workerEnvironment?: Record<string, string>;
}

export interface LocalGateway {
  process: ServiceProcess;
  baseUrl: string;
  relayPort: number;
}

export interface LocalWorker {
  process: ServiceProcess;
  operationsUrl: string;
}

/** The real processes of a cluster on this machine. Build first: it runs what is in `dist`. */
export class LocalCluster {
  readonly gateways: LocalGateway[] = [];
  readonly workers: LocalWorker[] = [];

  constructor(private readonly options: LocalClusterOptions) {
    mkdirSync(options.directory, { recursive: true });
  }

  /** Starts one more gateway and waits until it is ready. */
  async startGateway(environment: Record<string, string> = {}): Promise<LocalGateway> {
    const gateway = await this.spawnGateway(environment);
    await waitUntilReady(gateway.process, `${gateway.baseUrl}/readyz`);
    return gateway;
  }

  /** Starts one more gateway without waiting for anything. */
  async spawnGateway(environment: Record<string, string> = {}): Promise<LocalGateway> {
    const httpPort =
      this.gateways.length === 0 && this.options.gatewayPort ? this.options.gatewayPort : await findFreePort();
    const relayPort = await findFreePort();
    const place = this.placeOfNext('gateway');
    const process = this.spawn('gateway', place, {
      HARMONIUM_API_KEYS: this.options.apiKey,
      GATEWAY_HOST: place.host,
      RELAY_HOST: place.host,
      GATEWAY_PORT: String(httpPort),
      RELAY_PORT: String(relayPort),
      ...this.options.gatewayEnvironment,
      ...environment,
    });
    const gateway = { process, baseUrl: `http://${place.host}:${httpPort}`, relayPort };
    this.gateways.push(gateway);
    return gateway;
  }

  /** Starts one more worker; resolves when its model is loaded and it pulls. */
  async startWorker(environment: Record<string, string> = {}): Promise<LocalWorker> {
    const worker = await this.spawnWorker(environment);
    await waitUntilReady(worker.process, `${worker.operationsUrl}/readyz`);
    return worker;
  }

  /** Starts one more worker without waiting for anything. */
  async spawnWorker(environment: Record<string, string> = {}): Promise<LocalWorker> {
    const port = await findFreePort();
    const place = this.placeOfNext('worker');
    const process = this.spawn('worker', place, {
      MODEL_PATH: this.options.modelPath ?? TINY_MODEL,
      WORKER_HOST: place.host,
      WORKER_PORT: String(port),
      // Two compute threads on two busy cores make llama.cpp spin; one thread per worker is the fastest on small machines.
      WORKER_THREADS: '1',
      UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())),
      ...this.options.workerEnvironment,
      ...environment,
    });
    const worker = { process, operationsUrl: `http://${place.host}:${port}` };
    this.workers.push(worker);
    return worker;
  }

  /** Ends everything in the order in which nothing is lost: first who accepts, then who runs. */
  async stop(): Promise<void> {
    await Promise.all(this.gateways.map(({ process }) => process.stop()));
    await Promise.all(this.workers.map(({ process }) => process.stop()));
  }

  private placeOfNext(app: LocalApp): ServicePlace {
    return this.options.placeOf?.(app, this.numberOfNext(app)) ?? ON_LOOPBACK;
  }

  private numberOfNext(app: LocalApp): number {
    return 1 + (app === 'gateway' ? this.gateways : this.workers).length;
  }

  private spawn(app: LocalApp, place: ServicePlace, environment: Record<string, string>): ServiceProcess {
    const number = this.numberOfNext(app);
    return new ServiceProcess({
      place,
      name: `${app} ${number}`,
      command: process.execPath,
      args: ['--enable-source-maps', resolve(`dist/apps/${app}/src/main.js`)],
      env: { REDIS_URL: this.options.redisUrl, RELAY_PLAINTEXT: 'true', ...environment },
      logFile: join(this.options.directory, `${app}-${number}.log`),
    });
  }
}
