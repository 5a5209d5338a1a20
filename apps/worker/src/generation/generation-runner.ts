import { type GenerationLedger, type PulledJob, type ReleaseCause, retryUntilReachable } from '#ledger';
import { type Generation, ServingError, toServingError } from '#protocol';
import type { LogCommitter } from '../commit/log-committer.js';
import type { LogWriter } from '../commit/log-writer.js';
import type { Engine } from '../engine/engine.js';
import type { SlotClaim, SlotTable } from '../slots/slot-table.js';
import type { WorkerMetrics } from '../worker-metrics.js';
import { GenerationRun, type RunOptions } from './generation-run.js';
import { LeaseTaker, type LeaseTakerOptions, type TakeOutcome } from './lease-taker.js';
import { readLog } from './read-log.js';
import type { Stay, StayOutcome } from './stay.js';

export interface RunnerOptions extends RunOptions, LeaseTakerOptions {
  /** Told of every generation that this worker begins to read. */
  onBegun: (generation: Generation) => void;
  /** Puts a generation that was given back into the queue, at the head of its class. */
  requeue: (generation: Generation, epoch: number, cause: ReleaseCause) => Promise<void>;
  metrics: WorkerMetrics;
  onError: (error: unknown, generationId: string) => void;
}

type Grant = Extract<TakeOutcome, { outcome: 'granted' }>;

/** One generation from its lease on, and what may become of it. */
interface Task {
  generation: Generation;
  /** Frames that its log had when the lease was granted. */
  logLength: number;
  run: GenerationRun;
  writer: LogWriter;
  /** Why it goes to another worker, if it does. */
  leaves: ReleaseCause | null;
}

/** Takes one generation from its job to its end, or to the point where it must leave this worker. */
export class GenerationRunner {
  private readonly taker: LeaseTaker;

  constructor(
    private readonly engine: Engine,
    private readonly slots: SlotTable,
    private readonly ledger: GenerationLedger,
    private readonly committer: LogCommitter,
    private readonly options: RunnerOptions,
  ) {
    this.taker = new LeaseTaker(engine, ledger, options);
  }

  /**
   * Runs the job in the slot that was reserved for it, and settles both. Aborting `stay.leave` hands the generation over
   * at the next token border. The job of a `suspect` is not settled, the reservation is. Never rejects.
   */
  async run(job: PulledJob, stay: Stay): Promise<StayOutcome> {
    const taken = await this.takeOn(job, stay);
    if ('outcome' in taken) {
      this.slots.cancelReservation();
      return taken;
    }
    try {
      await this.runTask(taken, stay);
      return await this.settle(taken);
    } catch (error) {
      this.options.onError(error, job.id);
      return { outcome: 'over' };
    } finally {
      this.committer.close(taken.writer);
      await job.complete();
    }
  }

  /** Takes the lease, which is kept alive from then on. */
  private async takeOn(job: PulledJob, stay: Stay): Promise<Task | Exclude<StayOutcome, { outcome: 'over' | 'left' }>> {
    try {
      const taken = await this.taker.take(job, stay.isAlone);
      return taken.outcome === 'granted' ? this.openTask(taken, stay) : taken;
    } catch (error) {
      this.options.onError(error, job.id);
      await job.giveBack();
      return { outcome: 'declined' };
    }
  }

  private openTask({ grant, lease }: Grant, stay: Stay): Task {
    const { generation, logLength, replyTo, commands, resumed } = grant;
    const run = new GenerationRun(grant, this.engine, this.options);
    const news = { command: Math.max(0, ...commands.map(({ number }) => number)), replyTo };
    const writer = this.committer.open(lease, news, logLength);
    stay.onStarted(run);
    void writer.progressed().then((hasToken) => {
      if (!hasToken) return;
      stay.onProgress();
      if (resumed) this.options.metrics.resumed(resumed.cause, resumed.agoMs + performance.now() - run.startedAtMs);
    });
    return { generation, logLength, run, writer, leaves: null };
  }

  private async runTask(task: Task, { leave }: Stay): Promise<void> {
    const { run, writer } = task;
    const stop = AbortSignal.any([leave, writer.lost]);
    let claim: SlotClaim | null = null;
    try {
      await this.readUp(task, stop);
      const pieces = await run.takeUp(stop);
      claim = this.slots.claim(run.prompt, run.adapter);
      this.options.onBegun(task.generation);
      await run.run(claim.slot, pieces, writer, stop);
    } catch (error) {
      if (!stop.aborted && !writer.ended) this.fail(task, error);
    } finally {
      if (leave.aborted) task.leaves ??= leave.reason as ReleaseCause;
      if (claim) claim.release(task.leaves === 'preempt');
      else this.slots.cancelReservation();
    }
  }

  private async readUp({ generation, logLength, run, writer }: Task, stop: AbortSignal): Promise<void> {
    run.begin(await readLog(this.ledger, generation.id, logLength, run.progress, stop));
    writer.continueBehind(run.progress.completionTokens);
  }

  /** What is wrong with the request ends it; anything else may be this worker's fault, and another one may do better. */
  private fail(task: Task, error: unknown): void {
    this.options.onError(error, task.generation.id);
    if (error instanceof ServingError) {
      const { code, message } = toServingError(error);
      this.options.metrics.finished('error');
      task.writer.write([], [{ type: 'error', code, message }]);
    } else task.leaves = 'fault';
  }

  /** Waits until the log has everything, and gives back what did not end here. */
  private async settle({ generation, writer, leaves }: Task): Promise<StayOutcome> {
    await writer.committed();
    if (writer.lost.aborted || writer.ended || leaves === null) return { outcome: 'over' };
    const epoch = await retryUntilReachable(() => this.ledger.release(writer.lease, leaves));
    if (epoch === null) return { outcome: 'over' };
    await retryUntilReachable(() => this.options.requeue(generation, epoch, leaves));
    this.options.metrics.handedOver(leaves);
    return { outcome: 'left', cause: leaves, epoch };
  }
}
