import { Piscina } from 'piscina';
import { ServingError } from '#protocol';
import type { PreparationResult, PreparationTask } from './prepare-in-thread.js';

const THREADS = 2;
const WAITING_TASKS = 64;

/** Threads for requests that would hold up all others. */
export class PreparationThreads {
  private readonly pool: Piscina;

  /** `file` exports a function like that of `prepare-in-thread.ts`, in JavaScript. */
  constructor(file: URL = new URL('./prepare-in-thread.js', import.meta.url)) {
    this.pool = new Piscina({
      filename: file.href,
      minThreads: 0,
      maxThreads: THREADS,
      maxQueue: WAITING_TASKS,
      idleTimeout: 60_000,
    });
  }

  /** Rejects with `overloaded` when too many wait for a thread already. */
  async run(task: PreparationTask): Promise<PreparationResult> {
    if (this.pool.queueSize >= WAITING_TASKS) {
      throw new ServingError('overloaded', 'Too many large requests are being read.', { retryAfterSeconds: 5 });
    }
    return (await this.pool.run(task)) as PreparationResult;
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
