import type { GenerationLedger, JobQueue } from '#ledger';
import type { AwayGeneration, SharedQueue } from './home-coming.js';

/** The shared queue of one model, and what its sweepers are told of it. */
export class ModelQueue implements SharedQueue {
  constructor(
    private readonly queue: Pick<JobQueue, 'add' | 'withdraw'>,
    private readonly ledger: Pick<GenerationLedger, 'confirmQueued' | 'doubtQueued'>,
    private readonly model: string,
  ) {}

  async add({ id, epoch, class: generationClass }: AwayGeneration, delayMs: number): Promise<void> {
    await this.queue.add(this.model, generationClass, { id, epoch }, delayMs);
    await this.ledger.confirmQueued(id, epoch);
  }

  /** The sweeper is told before: whoever has a job that is in no queue may die with it. */
  async withdraw({ id, epoch }: AwayGeneration): Promise<boolean> {
    await this.ledger.doubtQueued(id, epoch);
    return this.queue.withdraw(this.model, { id, epoch });
  }
}
