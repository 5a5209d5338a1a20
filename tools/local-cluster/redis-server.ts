import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ON_LOOPBACK, ServiceProcess } from './service-process.js';

/** An own redis-server, on the loopback interface unless told otherwise, with the append-only file that the ledger needs. */
export class RedisServer {
  private process: ServiceProcess | null = null;

  constructor(
    /** Where its data is. */
    readonly directory: string,
    readonly port: number,
    private readonly logFile = join(directory, 'redis.log'),
    private readonly place = ON_LOOPBACK,
    private readonly extraSettings: Record<string, string> = {},
  ) {}

  get url(): string {
    return `redis://${this.place.host}:${this.port}`;
  }

  get pid(): number {
    return this.service.pid;
  }

  /** Starts it, or starts it again on the same data, and waits until it answers. */
  async start(): Promise<void> {
    mkdirSync(this.directory, { recursive: true });
    mkdirSync(dirname(this.logFile), { recursive: true });
    const settings = {
      port: this.port,
      bind: this.place.host,
      // Else it would refuse everybody from another address than the loopback interface's.
      'protected-mode': 'no',
      dir: this.directory,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
      // A replica need not wait for others that may come.
      'repl-diskless-sync-delay': '0',
      ...this.extraSettings,
    };
    this.process = new ServiceProcess({
      name: 'redis-server',
      command: 'redis-server',
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, ...String(value).split(' ')]),
      place: this.place,
      logFile: this.logFile,
    });
    while (!(await answersPing(this.port, this.place.host))) {
      if (!this.process.running) throw new Error(`redis-server did not start:\n${this.process.lastWords}`);
      await delay(20);
    }
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  async kill(): Promise<void> {
    await this.service.kill();
  }

  signal(signal: NodeJS.Signals): void {
    this.service.signal(signal);
  }

  get exited(): ServiceProcess['exited'] {
    return this.service.exited;
  }

  get wasStarted(): boolean {
    return this.process !== null;
  }

  /** The process that runs now, or ran last. */
  get service(): ServiceProcess {
    if (!this.process) throw new Error('redis-server was not started');
    return this.process;
  }
}

/** Whether a Redis there is up and has loaded its data. */
async function answersPing(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      socket.destroy();
      resolve(reply.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
