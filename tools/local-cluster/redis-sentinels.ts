import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findFreePort } from './free-port.js';
import type { RedisServer } from './redis-server.js';
import { ServiceProcess } from './service-process.js';

const HOW_MANY = 3;
const QUORUM = 2;
const MASTER_NAME = 'harmonium';
const ASK_EVERY_MS = 20;

/** Three Sentinels on the loopback interface, two of which must agree that a master is gone. They are quick: a second is silence. */
export class RedisSentinels {
  private readonly processes: ServiceProcess[] = [];
  private ports: number[] = [];

  constructor(private readonly directory: string) {}

  /** For `REDIS_URL`. */
  get url(): string {
    return `redis+sentinel://${this.ports.map((port) => `127.0.0.1:${port}`).join(',')}/${MASTER_NAME}`;
  }

  /** Starts them and waits until all know each other and as many replicas of the master as there are. */
  async start(master: RedisServer, replicas: number): Promise<void> {
    mkdirSync(this.directory, { recursive: true });
    this.ports = await Promise.all(Array.from({ length: HOW_MANY }, findFreePort));
    for (const port of this.ports) this.processes.push(this.spawn(port, master.port));
    await Promise.all(this.ports.map((port) => this.untilComplete(port, replicas)));
  }

  /** The port of the master by the word of most Sentinels; `null` while they do not agree. */
  async masterPort(): Promise<number | null> {
    const words = await Promise.all(this.ports.map((port) => ask(port, (sentinel) => whoIsMaster(sentinel))));
    return words.find((word) => words.filter((other) => other === word).length >= QUORUM) ?? null;
  }

  /** Asks for a fail-over although the master lives. */
  async beginFailOver(): Promise<void> {
    const [port = 0] = this.ports;
    const reply = await ask(port, (sentinel) => sentinel.call('SENTINEL', 'FAILOVER', MASTER_NAME));
    if (reply !== 'OK') throw new Error('The Sentinel refuses to fail over');
  }

  /** Waits until most Sentinels say that another than the one at this port is the master; its port. */
  async promotion(formerPort: number): Promise<number> {
    for (;;) {
      const port = await this.masterPort();
      if (port !== null && port !== formerPort) return port;
      await delay(ASK_EVERY_MS);
    }
  }

  /** One of them by its place in the address. */
  process(index: number): ServiceProcess {
    const process = this.processes[index];
    if (!process) throw new Error(`There is no Sentinel ${index}`);
    return process;
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
  }

  private spawn(port: number, masterPort: number): ServiceProcess {
    const configuration = join(this.directory, `sentinel-${port}.conf`);
    // A Sentinel keeps what it learns in its configuration file, and does not start without one.
    writeFileSync(configuration, settings(port, masterPort, this.directory).join('\n'));
    return new ServiceProcess({
      name: `sentinel ${port}`,
      command: 'redis-server',
      args: [configuration, '--sentinel'],
      logFile: join(this.directory, `sentinel-${port}.log`),
    });
  }

  private async untilComplete(port: number, replicas: number): Promise<void> {
    while (!(await ask(port, (sentinel) => knowsAll(sentinel, replicas)))) await delay(ASK_EVERY_MS);
  }
}

function settings(port: number, masterPort: number, directory: string): string[] {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} ${QUORUM}`,
    `sentinel down-after-milliseconds ${MASTER_NAME} 1000`,
    `sentinel failover-timeout ${MASTER_NAME} 5000`,
    `sentinel parallel-syncs ${MASTER_NAME} 1`,
    '',
  ];
}

/** Asks one Sentinel something; `null` when it does not answer. */
async function ask<Answer>(port: number, question: (sentinel: Redis) => Promise<Answer>): Promise<Answer | null> {
  const sentinel = new Redis({ port, lazyConnect: true, retryStrategy: null, commandTimeout: 1_000 });
  sentinel.on('error', () => undefined);
  try {
    return await question(sentinel);
  } catch {
    return null;
  } finally {
    sentinel.disconnect();
  }
}

async function whoIsMaster(sentinel: Redis): Promise<number | null> {
  const address = (await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME)) as string[] | null;
  return address ? Number(address[1]) : null;
}

async function knowsAll(sentinel: Redis, replicas: number): Promise<boolean> {
  const flat = (await sentinel.call('SENTINEL', 'MASTER', MASTER_NAME)) as string[];
  const fact = (name: string): number => Number(flat[flat.indexOf(name) + 1]);
  return fact('num-other-sentinels') === HOW_MANY - 1 && fact('num-slaves') >= replicas;
}
