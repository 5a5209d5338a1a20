import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../local-cluster/free-port.js';
import { LocalCluster } from '../local-cluster/local-cluster.js';
import { RedisServer } from '../local-cluster/redis-server.js';
import { LocalHarmonium } from './local-harmonium.js';
import type { StartSettings } from './start.js';

export interface Premises {
  /** Keeps Redis's data and the logs. */
  directory: string;
  apiKey: string;
  onSpawn: () => void;
}

/** A cluster as the settings want it, of which nothing runs yet. */
export async function openHarmonium(settings: StartSettings, premises: Premises): Promise<LocalHarmonium> {
  const { directory, apiKey, onSpawn } = premises;
  const logs = join(directory, 'logs');
  const redis = settings.redisUrl === null ? await ownRedis(directory, logs) : null;
  const cluster = new LocalCluster({
    directory: logs,
    redisUrl: settings.redisUrl ?? redis?.url ?? '',
    apiKey,
    gatewayPort: settings.port,
    ...(settings.modelPath === null ? {} : { modelPath: settings.modelPath }),
    // Said here, so that nothing in the environment makes it reachable from outside.
    gatewayEnvironment: { GATEWAY_HOST: '127.0.0.1', RELAY_HOST: '127.0.0.1', RELAY_ADVERTISED_ADDRESS: '' },
    workerEnvironment: { WORKER_HOST: '127.0.0.1', WORKER_THREADS: threadsPerWorker(settings) },
  });
  return new LocalHarmonium(cluster, redis, onSpawn);
}

async function ownRedis(directory: string, logs: string): Promise<RedisServer> {
  return new RedisServer(join(directory, 'redis'), await findFreePort(), join(logs, 'redis.log'));
}

/** The tiny model is fastest on one thread; a real one takes its worker's share of the machine. */
function threadsPerWorker({ modelPath, workers }: StartSettings): string {
  const share = modelPath === null ? 1 : Math.max(1, Math.floor(availableParallelism() / workers));
  return process.env['WORKER_THREADS'] || String(share);
}
