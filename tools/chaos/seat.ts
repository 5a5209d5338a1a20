import type { ServiceExit, ServiceProcess } from '../local-cluster/service-process.js';
import { waitUntilReady } from '../local-cluster/wait-until-ready.js';
import type { Role } from './schedule.js';

export interface SeatAddress {
  role: Role;
  number: number;
  /** Where its operations are served, whichever process sits here. */
  url: string;
}

/** A place in the cluster: when its process ends, however that came, the same command is started again at the same address. */
export class Seat {
  private state: 'starting' | 'ready' | 'frozen' | 'ending' | 'stopped' = 'starting';
  private process: ServiceProcess;
  private up: Promise<void>;
  private thaw: NodeJS.Timeout | null = null;

  /** `onFault` is told what no process may do: end by itself, never become ready, or not exit with 0 when it is asked to end. */
  constructor(
    readonly address: SeatAddress,
    first: ServiceProcess,
    private readonly onFault: (message: string) => void,
  ) {
    this.process = first;
    this.up = this.take(first);
  }

  get isReady(): boolean {
    return this.state === 'ready';
  }

  private get isStopped(): boolean {
    return this.state === 'stopped';
  }

  /** When the process that sits here now is ready, or has ended. */
  whenUp(): Promise<void> {
    return this.up;
  }

  /** Kills the process as a lost node would end it, and starts the next. Resolves when it is dead. */
  async kill(): Promise<void> {
    this.state = 'ending';
    await this.process.kill();
    this.startNext();
  }

  /** Asks the process to end, and starts the next when it has. Resolves at once. */
  drain(): void {
    this.state = 'ending';
    const asked = this.process;
    this.up = asked.stop().then(async ({ code, signal }) => {
      if (code !== 0) this.onFault(`${asked.name} was asked to end and ended with ${code ?? signal}`);
      this.startNext();
      await this.up;
    });
  }

  /** Stops the process for so long, without its knowing. Resolves at once. */
  freeze(forMs: number): void {
    this.state = 'frozen';
    this.process.signal('SIGSTOP');
    this.up = new Promise((resolve) => {
      this.thaw = setTimeout(() => {
        this.process.signal('SIGCONT');
        if (this.state === 'frozen') this.state = 'ready';
        resolve();
      }, forMs);
    });
  }

  /** Ends what sits here for good. */
  async stop(): Promise<void> {
    this.state = 'stopped';
    if (this.thaw) clearTimeout(this.thaw);
    this.process.signal('SIGCONT');
    await this.process.stop();
  }

  private startNext(): void {
    if (this.state === 'stopped') return;
    this.process = this.process.startAgain();
    this.up = this.take(this.process);
  }

  private async take(process: ServiceProcess): Promise<void> {
    this.state = 'starting';
    void process.exited.then((exit) => this.noticeEnd(process, exit));
    try {
      await waitUntilReady(process, `${this.address.url}/readyz`);
      if (this.process === process && this.state === 'starting') this.state = 'ready';
    } catch (error) {
      if (this.process === process && !this.isStopped) this.onFault(String(error));
    }
  }

  private noticeEnd(process: ServiceProcess, { code, signal }: ServiceExit): void {
    if (process !== this.process || this.state === 'ending' || this.state === 'stopped') return;
    this.onFault(`${process.name} ended by itself with ${code ?? signal}:\n${process.lastWords}`);
    this.startNext();
  }
}
