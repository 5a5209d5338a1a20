import { resolve } from 'node:path';
import type { LocalGateway, LocalWorker } from '../local-cluster/local-cluster.js';
import type { RedisServer } from '../local-cluster/redis-server.js';
import type { ServiceProcess } from '../local-cluster/service-process.js';
import { waitUntilReady } from '../local-cluster/wait-until-ready.js';

/** One process of the cluster and how to bring it back. */
export interface Member {
  /** The process that runs now; another one after `respawn`. */
  readonly process: ServiceProcess;
  /** A part of its command line that no foreign process has. */
  readonly mark: string;
  /** Starts it again at once; resolves when it is ready, rejects when it ends before. */
  respawn(): Promise<void>;
}

export function gatewayMember(gateway: LocalGateway): Member {
  return {
    get process() {
      return gateway.process;
    },
    mark: resolve('dist/apps/gateway/src/main.js'),
    respawn() {
      gateway.process = gateway.process.startAgain();
      return gatewayReady(gateway);
    },
  };
}

export function workerMember(worker: LocalWorker): Member {
  return {
    get process() {
      return worker.process;
    },
    mark: resolve('dist/apps/worker/src/main.js'),
    respawn() {
      worker.process = worker.process.startAgain();
      return workerReady(worker);
    },
  };
}

export function redisMember(redis: RedisServer): Member {
  return {
    get process() {
      return redis.service;
    },
    // What redis-server calls itself once it runs.
    mark: `redis-server 127.0.0.1:${redis.port}`,
    respawn: () => redis.start(),
  };
}

export function gatewayReady({ process, baseUrl }: LocalGateway): Promise<void> {
  return waitUntilReady(process, `${baseUrl}/readyz`);
}

/** Without a limit: a large model takes minutes. */
export function workerReady({ process, operationsUrl }: LocalWorker): Promise<void> {
  return waitUntilReady(process, `${operationsUrl}/readyz`, Infinity);
}
