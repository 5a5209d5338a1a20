import { type ChildProcess, spawn } from 'node:child_process';
import { type WriteStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';

const KILL_AFTER_MS = 15_000;
const TAIL_LINES = 15;

/** Where a service runs. */
export interface ServicePlace {
  /** The address it listens on and is reached at. */
  host: string;
  /** The words that run a command there, such as in a network namespace, without a process in between. */
  enter: readonly string[];
}

export const ON_LOOPBACK: ServicePlace = { host: '127.0.0.1', enter: [] };

export interface ServiceCommand {
  name: string;
  command: string;
  args: readonly string[];
  place?: ServicePlace;
  env?: Record<string, string>;
  /** Where everything it prints goes; kept for reading after a failure. */
  logFile: string;
}

export interface ServiceExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** One process of a local cluster: started, watched and ended by its own pid. */
export class ServiceProcess {
  readonly exited: Promise<ServiceExit>;
  private readonly child: ChildProcess;
  private readonly log: WriteStream;
  private tail: string[] = [];
  private hasExited = false;

  constructor(private readonly service: ServiceCommand) {
    this.log = createWriteStream(service.logFile, { flags: 'a' });
    const [command = service.command, ...args] = [...(service.place?.enter ?? []), service.command, ...service.args];
    // A group of its own: Ctrl-C in the terminal reaches only the parent, which ends its children in order.
    this.child = spawn(command, args, {
      env: { ...process.env, ...service.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => this.keep(chunk));
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.keep(Buffer.from(`${error.message}\n`));
        this.finish(resolve, { code: 127, signal: null });
      });
      this.child.once('exit', (code, signal) => this.finish(resolve, { code, signal }));
    });
  }

  get name(): string {
    return this.service.name;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.name} was not started`);
    return this.child.pid;
  }

  /** The same command once more, after this one has ended. */
  startAgain(): ServiceProcess {
    return new ServiceProcess(this.service);
  }

  get running(): boolean {
    return !this.hasExited;
  }

  /** The last lines it printed, to say why it failed. */
  get lastWords(): string {
    return this.tail.join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) process.kill(this.pid, signal);
  }

  /** Asks it to end and waits; kills it when it does not within 15 seconds. */
  async stop(): Promise<ServiceExit> {
    this.signal('SIGTERM');
    const kill = setTimeout(() => this.signal('SIGKILL'), KILL_AFTER_MS);
    const exit = await this.exited;
    clearTimeout(kill);
    return exit;
  }

  /** Ends it without a chance to say goodbye, as a lost node would. */
  async kill(): Promise<ServiceExit> {
    this.signal('SIGKILL');
    return this.exited;
  }

  private keep(chunk: Buffer): void {
    this.log.write(chunk);
    this.tail = [...this.tail, ...chunk.toString().split('\n').filter(Boolean)].slice(-TAIL_LINES);
  }

  private finish(resolve: (exit: ServiceExit) => void, exit: ServiceExit): void {
    if (this.hasExited) return;
    this.hasExited = true;
    this.log.end();
    void once(this.log, 'close').then(() => resolve(exit));
  }
}
