import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GrantedGeneration } from '#ledger';
import {
  GENERATION_CLASSES,
  type Generation,
  type GenerationEvent,
  type NumberedCommand,
  type OutputRules,
} from '#protocol';
import type { LogWriter } from '../commit/log-writer.js';
import type { Engine, EngineSlot } from '../engine/engine.js';
import type { WorkerMetrics } from '../worker-metrics.js';
import { GenerationProgress, type ProgressSteps } from './generation-progress.js';
import { givenTokens, nextTokens, pushAll } from './next-tokens.js';
import { Pacer } from './pacer.js';
import type { LoggedStart } from './read-log.js';
import type { RunningGeneration } from './running-generation.js';

export interface RunOptions {
  paceTokensPerSecond: number;
  /** Whether the output is kept to valid Harmony; what a request asks for is kept to in any case. */
  isGuarded: boolean;
  metrics: Pick<WorkerMetrics, 'prefilled' | 'decoded' | 'finished'>;
  /** The commands behind number `after`, up to number `upTo`. */
  commandsBetween: (id: string, after: number, upTo: number) => Promise<NumberedCommand[]>;
}

type Written = Pick<ProgressSteps, 'tokenIds' | 'events'>;

/** One generation while it runs here: what was asked, how far it is, and the end of its log. */
export class GenerationRun implements RunningGeneration {
  readonly progress: GenerationProgress;
  readonly startedAtMs = performance.now();
  private readonly generation: Generation;
  private started: LoggedStart = { cachedTokens: null };
  private generatedHere = 0;
  private obeyedCommand = 0;

  constructor(
    private readonly grant: GrantedGeneration,
    engine: Pick<Engine, 'vocabulary'>,
    private readonly options: RunOptions,
  ) {
    this.generation = grant.generation;
    const isGuided = options.isGuarded || isBound(grant.generation.rules);
    this.progress = new GenerationProgress(grant.generation, engine.vocabulary, isGuided);
  }

  get id(): string {
    return this.generation.id;
  }

  get class(): Generation['class'] {
    return this.generation.class;
  }

  get preemptions(): number {
    return this.grant.preemptions;
  }

  get adapter(): string | null {
    return this.generation.adapter;
  }

  get tokens(): number {
    return this.generation.promptTokenIds.length + this.progress.completionTokens;
  }

  get newTokens(): number {
    return this.generatedHere;
  }

  /** The log was read into the progress. */
  begin(started: LoggedStart): void {
    this.started = started;
  }

  /**
   * Takes in what the log does not have yet: the opening of a fork, and what people asked for while nobody ran it. Each is a
   * piece that begins a frame of its own, to be written once the prompt is read. Lets the other generations and the leases
   * have their turns in between, and throws when `stop` is aborted.
   */
  async takeUp(stop: AbortSignal): Promise<Written[]> {
    const isFresh = this.started.cachedTokens === null;
    const pieces: Written[] = isFresh ? [pushAll(this.progress, givenTokens(this.generation.openingTokenIds))] : [];
    for (const command of this.grant.commands) {
      await nextTurn();
      stop.throwIfAborted();
      pieces.push(this.obey(command));
    }
    this.obeyedCommand = Math.max(0, ...this.grant.commands.map(({ number }) => number));
    return pieces;
  }

  /** What a worker must have read before the next token can be drawn. */
  get prompt(): number[] {
    return [...this.generation.promptTokenIds, ...this.progress.generated];
  }

  /** Reads the prompt and generates until the end, or until `stop`; a token that was drawn by then is written. */
  async run(slot: EngineSlot, pieces: readonly Written[], writer: LogWriter, stop: AbortSignal): Promise<void> {
    const cachedTokens = await this.prefill(slot, stop);
    this.writePieces(pieces, cachedTokens, writer);
    const pacer = new Pacer(this.options.paceTokensPerSecond);
    while (!this.finish(writer, cachedTokens) && !stop.aborted) {
      await this.obeyNew(writer);
      const next = await nextTokens(slot, this.progress);
      if (writer.lost.aborted) return;
      const { tokenIds, events } = pushAll(this.progress, next);
      writer.write(tokenIds, [...events, ...this.ending(cachedTokens)]);
      this.generatedHere += tokenIds.length;
      this.options.metrics.decoded(tokenIds.length);
      await writer.room();
      if (!this.progress.finished) await pacer.next(stop);
    }
  }

  private async prefill(slot: EngineSlot, signal: AbortSignal): Promise<number> {
    const { prompt, adapter } = this;
    const startedMs = performance.now();
    const priority = GENERATION_CLASSES.indexOf(this.class);
    const reused = await slot.prefill(prompt, { adapter, priority, signal });
    this.options.metrics.prefilled(prompt.length - reused, reused, performance.now() - startedMs);
    return this.started.cachedTokens ?? Math.min(reused, this.generation.promptTokenIds.length);
  }

  private writePieces([first, ...others]: readonly Written[], cachedTokens: number, writer: LogWriter): void {
    const isFresh = this.started.cachedTokens === null;
    const opening: GenerationEvent[] = isFresh ? [{ type: 'generation-started', cachedTokens }] : [];
    if (first) writer.write(first.tokenIds, [...opening, ...first.events]);
    for (const { tokenIds, events } of others) writer.write(tokenIds, events);
  }

  /** Whether it is over; the last event is written if it was not written with the last token. */
  private finish(writer: LogWriter, cachedTokens: number): boolean {
    const { finished, reader } = this.progress;
    if (!finished) return false;
    if (!writer.ended) writer.write([], this.ending(cachedTokens));
    this.options.metrics.finished(finished, reader.recoveries);
    return true;
  }

  private ending(cachedTokens: number): GenerationEvent[] {
    const { finished: reason, stopText } = this.progress;
    if (!reason) return [];
    const usage = this.progress.usage(cachedTokens);
    return [{ type: 'finish', reason, usage, ...(stopText === null ? {} : { stopText }) }];
  }

  /** Commands that came while it runs: the replies of the log told their number. */
  private async obeyNew(writer: LogWriter): Promise<void> {
    if (writer.latestCommand <= this.obeyedCommand) return;
    const upTo = writer.latestCommand;
    const commands = await this.options.commandsBetween(this.id, this.obeyedCommand, upTo).catch(() => null);
    // A ledger that is away is asked again at the next token.
    if (commands === null) return;
    for (const command of commands) {
      const { tokenIds, events } = this.obey(command);
      writer.write(tokenIds, events);
    }
    this.obeyedCommand = upTo;
  }

  /** An edit behind the end of what is there changes nothing but the random numbers, and is answered all the same. */
  private obey(command: NumberedCommand): Written {
    if (command.action !== 'edit') return { tokenIds: [], events: [this.progress.steer(command).event] };
    const { completionTokens: toToken } = this.progress;
    const rewound = this.progress.rewind(command) ?? this.progress.rewind({ ...command, toToken, tokenIds: [] });
    if (!rewound) throw new RangeError('A generation cannot be rewound to where it is');
    return rewound;
  }
}

/** Whether a request asked for something that only the guide can see to. */
function isBound({ callableTools, mustCall, answerGrammar, reasoningBudgetTokens }: OutputRules): boolean {
  const hasBoundTool = callableTools.some(({ argumentsGrammar }) => argumentsGrammar !== null);
  return mustCall || hasBoundTool || answerGrammar !== null || reasoningBudgetTokens !== null;
}
