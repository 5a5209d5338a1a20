import type { LocalWorker } from '../../../tools/local-cluster/local-cluster.js';
import { busyWorker } from '../busy-worker.js';
import { type TestCluster, type TestClusterOptions, startTestCluster } from '../test-cluster.js';
import { TestNetwork } from './test-network.js';

export const GATEWAY = 'gateway-1';
export const REDIS = 'redis';

/** A cluster whose gateway, workers and Redis are nodes of a network of their own; clients reach the gateway whatever is cut. */
export interface NetworkedCluster extends TestCluster {
  network: TestNetwork;
  /** The worker that is at work, and the node where it is. */
  busyNode(): Promise<{ worker: LocalWorker; node: string }>;
}

/** Starts everything and waits until it is ready; `stop` removes the network too. */
export async function startNetworkedCluster(
  workers: number,
  options: TestClusterOptions = {},
): Promise<NetworkedCluster> {
  const workerNodes = Array.from({ length: workers }, (_, index) => `worker-${index + 1}`);
  const network = await TestNetwork.create([GATEWAY, REDIS, ...workerNodes]);
  try {
    const cluster = await startTestCluster(workers, {
      ...options,
      placeOf: (app, number) => network.place(`${app}-${number}`),
      redisPlace: network.place(REDIS),
    });
    return { ...cluster, network, busyNode: () => busyNode(cluster), stop: () => stopBoth(cluster, network) };
  } catch (error) {
    await network.remove();
    throw error;
  }
}

async function busyNode(cluster: TestCluster): Promise<{ worker: LocalWorker; node: string }> {
  const worker = await busyWorker(cluster);
  return { worker, node: `worker-${cluster.cluster.workers.indexOf(worker) + 1}` };
}

async function stopBoth(cluster: TestCluster, network: TestNetwork): Promise<void> {
  await network.heal();
  await cluster.stop();
  await network.remove();
}
