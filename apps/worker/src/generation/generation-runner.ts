import { randomUUID } from 'node:crypto';
import {
  type AcquireOutcome,
  type GenerationLedger,
  type GenerationNeeds,
  type PulledJob,
  retryUntilReachable,
} from '#ledger';
import {
  ERRORS,
  GENERATION_CLASSES,
  type Generation,
  type GenerationEvent,
  type OutputRules,
  type TerminalEvent,
  encodeFrameBody,
} from '#protocol';
import type { LogCommitter } from '../commit/log-committer.js';
import type { LogWriter } from '../commit/log-writer.js';
import type { Engine, EngineSlot } from '../engine/engine.js';
import type { SlotTable } from '../slots/slot-table.js';
import type { WorkerMetrics } from '../worker-metrics.js';
import { GenerationProgress } from './generation-progress.js';
import { nextTokens, pushAll } from './next-tokens.js';
import { Pacer } from './pacer.js';
import { type LoggedProgress, readLog } from './read-log.js';

type Refusal = Exclude<AcquireOutcome, { outcome: 'granted' }>;

/** How often a job whose record is missing is put off, a little longer each time, before it is dropped. */
const WAITS_FOR_RECORD = 10;

export interface RunnerOptions {
  workerId: string;
  paceTokensPerSecond: number;
  /** Whether the output is kept to valid Harmony; what a request asks for is kept to in any case. */
  isGuarded: boolean;
  /** Whether any live worker has what a generation needs. */
  someoneSuits: (needs: GenerationNeeds) => Promise<boolean>;
  /** Told of every generation that this worker begins to read. */
  onBegun: (generation: Generation) => void;
  /** Puts a generation that was given back into the queue, at the head of its class. */
  requeue: (generation: Generation, epoch: number) => Promise<void>;
  metrics: WorkerMetrics;
  onError: (error: unknown, generationId: string) => void;
}

/** Takes one generation from its job to its end, or to the point where it must leave this worker. */
export class GenerationRunner {
  constructor(
    private readonly engine: Engine,
    private readonly slots: SlotTable,
    private readonly ledger: GenerationLedger,
    private readonly committer: LogCommitter,
    private readonly options: RunnerOptions,
  ) {}

  /**
   * Runs the job in the slot that was reserved for it, and settles both. Aborting `leave` hands the generation over at
   * the next token border. Never rejects.
   */
  async run(job: PulledJob, leave: AbortSignal): Promise<void> {
    const task = await this.takeOn(job);
    if (!task) return this.slots.cancelReservation();
    try {
      await this.runTask(task, leave);
      await this.settle(task);
    } catch (error) {
      this.options.onError(error, job.id);
    } finally {
      this.committer.close(task.writer);
      await job.complete();
    }
  }

  /** Acquires the lease and reads the log; `null` when the generation is not for this worker, whose job is settled then. */
  private async takeOn(job: PulledJob): Promise<Task | null> {
    try {
      const leaseId = randomUUID();
      const { vocabulary, contextTokens, adapters } = this.engine;
      const applicant = { workerId: this.options.workerId, vocabularyHash: vocabulary.hash, contextTokens, adapters };
      const grant = await retryUntilReachable(() => this.ledger.acquire(job.id, job.epoch, leaseId, applicant));
      if (grant.outcome !== 'granted') {
        await this.decline(job, grant);
        return null;
      }
      const log = await retryUntilReachable(() => readLog(this.ledger, job.id, grant.logLength));
      const lease = { generationId: job.id, epoch: grant.epoch, leaseId };
      const writer = this.committer.open(lease, grant.replyTo, {
        frames: grant.logLength,
        tokens: log.tokenIds.length,
      });
      return { generation: grant.generation, log, writer };
    } catch (error) {
      this.options.onError(error, job.id);
      await job.giveBack();
      return null;
    }
  }

  private async decline(job: PulledJob, outcome: Refusal): Promise<void> {
    switch (outcome.outcome) {
      case 'held':
        // The sweeper sees to a lease that lapses: a job that meets a live one again and again need not look often.
        return job.postpone((outcome.lapsesInMs + 50) * job.deliveries);
      case 'unsuitable':
        if (await this.options.someoneSuits(outcome.needs)) return job.postpone(500);
        await this.ledger.terminate(
          job.id,
          encodeFrameBody({ firstTokenIndex: 0, tokenIds: [], events: [failure('vocabulary_mismatch')] }),
        );
        return job.complete();
      case 'unknown':
        // The gateway sends record and job at the same time; normally the record is first.
        return job.deliveries > WAITS_FOR_RECORD ? job.complete() : job.postpone(job.deliveries * 10);
      case 'duplicate':
      case 'gone':
        return job.complete();
    }
  }

  private async runTask({ generation, log, writer }: Task, leave: AbortSignal): Promise<void> {
    const prompt = [...generation.promptTokenIds, ...log.tokenIds];
    const claim = this.slots.claim(prompt, generation.adapter);
    this.options.onBegun(generation);
    const stop = AbortSignal.any([leave, writer.lost]);
    try {
      const startedMs = performance.now();
      const priority = GENERATION_CLASSES.indexOf(generation.class);
      const reused = await claim.slot.prefill(prompt, { adapter: generation.adapter, priority, signal: stop });
      this.options.metrics.prefilled(prompt.length - reused, reused, performance.now() - startedMs);
      await this.decode({ generation, log, writer }, { slot: claim.slot, reused, stop });
    } catch (error) {
      if (!stop.aborted && !writer.ended) this.fail(writer, error);
    } finally {
      claim.release();
    }
  }

  private async decode({ generation, log, writer }: Task, { slot, reused, stop }: Decoding): Promise<void> {
    const isGuided = this.options.isGuarded || isBound(generation.rules);
    const progress = new GenerationProgress(generation, this.engine.vocabulary, isGuided);
    for (const tokenId of log.tokenIds) progress.push(tokenId);
    const pacer = new Pacer(this.options.paceTokensPerSecond);
    const cachedTokens = log.cachedTokens ?? Math.min(reused, generation.promptTokenIds.length);
    let opening: GenerationEvent[] = log.cachedTokens === null ? [{ type: 'generation-started', cachedTokens }] : [];
    while (!stop.aborted) {
      const next = await nextTokens(slot, generation, progress);
      if (stop.aborted) return;
      const { tokenIds, events, finished } = pushAll(progress, next);
      const ending: GenerationEvent[] = finished
        ? [{ type: 'finish', reason: finished, usage: progress.usage(cachedTokens) }]
        : [];
      writer.write(tokenIds, [...opening, ...events, ...ending]);
      opening = [];
      this.options.metrics.decoded(tokenIds.length);
      if (finished) return this.options.metrics.finished(finished, progress.parser.recoveries);
      await writer.room();
      await pacer.next(stop);
    }
  }

  private fail(writer: LogWriter, error: unknown): void {
    this.options.onError(error, writer.lease.generationId);
    this.options.metrics.finished('error');
    writer.write([], [failure('generation_failed')]);
  }

  /** Waits until the log has everything, and gives back what did not end here. */
  private async settle({ generation, writer }: Task): Promise<void> {
    await writer.committed();
    if (writer.lost.aborted || writer.ended) return;
    const epoch = await retryUntilReachable(() => this.ledger.release(writer.lease));
    if (epoch === null) return;
    await retryUntilReachable(() => this.options.requeue(generation, epoch));
    this.options.metrics.handedOver();
  }
}

/** One generation while it runs here: what was asked, what is in its log already, and the end of the log. */
interface Task {
  generation: Generation;
  log: LoggedProgress;
  writer: LogWriter;
}

/** The slot it decodes in, how much of the prompt that slot held, and what ends it early. */
interface Decoding {
  slot: EngineSlot;
  reused: number;
  stop: AbortSignal;
}

/** Whether a request asked for something that only the guide can see to. */
function isBound({ callableTools, mustCall, answerGrammar, reasoningBudgetTokens }: OutputRules): boolean {
  const hasBoundTool = callableTools.some(({ argumentsGrammar }) => argumentsGrammar !== null);
  return mustCall || hasBoundTool || answerGrammar !== null || reasoningBudgetTokens !== null;
}

function failure(code: 'generation_failed' | 'vocabulary_mismatch'): TerminalEvent {
  return { type: 'error', code, message: ERRORS[code].wording };
}
