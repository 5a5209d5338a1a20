import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../tools/local-cluster/free-port.js';
import { LocalCluster, type LocalClusterOptions, type LocalWorker } from '../../tools/local-cluster/local-cluster.js';
import { RedisServer } from '../../tools/local-cluster/redis-server.js';
import { ON_LOOPBACK, type ServicePlace } from '../../tools/local-cluster/service-process.js';

export const TEST_KEY = 'sk-test';
export const TINY = 'tiny-gpt-oss';

/** A real cluster for one scenario: own Redis, one gateway, some workers with the tiny model. */
export interface TestCluster {
  cluster: LocalCluster;
  redis: RedisServer;
  baseUrl: string;
  /** Workers in the order they were started. */
  worker(index: number): LocalWorker;
  stop(): Promise<void>;
}

type ClusterSettings = Pick<LocalClusterOptions, 'gatewayEnvironment' | 'workerEnvironment' | 'modelPath' | 'placeOf'>;

/** A Redis that runs already, and ends with the cluster. */
export interface RunningRedis {
  url: string;
  server: RedisServer;
  stop(): Promise<void>;
}

export interface TestClusterOptions extends Partial<ClusterSettings> {
  redisPlace?: ServicePlace;
  /** Instead of an own one. */
  redis?: RunningRedis;
}

/** Starts everything and waits until it is ready. `dist` must be built; `npm test` does. */
export async function startTestCluster(workers = 1, options: TestClusterOptions = {}): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'harmonium-cluster-'));
  const { redisPlace = ON_LOOPBACK, redis: running, ...settings } = options;
  const redis = running ?? (await startOwnRedis(join(directory, 'redis'), redisPlace));
  const cluster = new LocalCluster({ directory, redisUrl: redis.url, apiKey: TEST_KEY, ...settings });
  const stop = async (): Promise<void> => {
    await cluster.stop();
    await redis.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const [gateway] = await Promise.all([
      cluster.startGateway(),
      ...Array.from({ length: workers }, () => cluster.startWorker()),
    ]);
    if (workers > 0) await modelIsServed(gateway.baseUrl);
    const { server } = redis;
    return { cluster, redis: server, baseUrl: gateway.baseUrl, worker: (index) => at(cluster.workers, index), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startOwnRedis(directory: string, place: ServicePlace): Promise<RunningRedis> {
  const server = new RedisServer(directory, await findFreePort(), undefined, place);
  await server.start();
  return { url: server.url, server, stop: () => server.stop() };
}

/** Waits until the gateway has heard of the model from its workers. */
/** Known by name a model is a moment before its worker counts. */
async function modelIsServed(baseUrl: string): Promise<void> {
  await eventually(async () => {
    const response = await fetch(`${baseUrl}/v1/models/${TINY}`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
    const { ready_workers: ready = 0 } = (await response.json()) as { ready_workers?: number };
    return ready > 0;
  });
}

/** Waits until something is so, asking again and again; the test's own time limit is the limit. */
export async function eventually(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no number ${index}`);
  return item;
}
