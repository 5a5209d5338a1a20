import { Piscina } from 'piscina';
import { ServingError } from '#protocol';
import type { PreparationResult, PreparationTask } from './prepare-in-thread.js';

const THREADS = 2;
const WAITING_TASKS = 64;

/** Threads for requests that would hold up all others. */
export class PreparationThreads {
  private readonly pool: Piscina;
  private isClosed = false;

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

  /** Rejects with `overloaded` when too many wait for a thread already, and with `shutting_down` when the threads are ended. */
  async run(task: PreparationTask): Promise<PreparationResult> {
    if (this.pool.queueSize >= WAITING_TASKS) {
      throw new ServingError('overloaded', 'Too many large requests are being read.', { retryAfterSeconds: 5 });
    }
    try {
      return (await this.pool.run(task)) as PreparationResult;
    } catch (error) {
      if (!this.isClosed) throw error;
      throw new ServingError('shutting_down', undefined, { retryAfterSeconds: 1, cause: error });
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.pool.destroy();
  }
}
