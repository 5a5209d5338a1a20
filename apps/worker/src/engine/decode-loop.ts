import type { NativeContext } from './llama-binding.js';
import { type PendingRead, type StepLimits, type StepPart, nextAdapter, planStep } from './plan-step.js';

/** What a slot asks of the loop. */
export interface ReadOrder {
  sequence: number;
  firstPosition: number;
  tokens: readonly number[];
  priority: number;
  adapter: string | null;
  /** Told after every step how many more tokens the context holds now. */
  onRead: (tokens: number) => void;
  /** Uses the logits behind the last token, which are there until this resolves. Left out, no logits are computed. */
  onLogits?: (logitIndex: number) => Promise<void>;
}

interface Read extends PendingRead {
  order: ReadOrder;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Owns the model's context and is the only one that lets it compute: one step after another, each a batch of the next
 * tokens of all slots that have any. Continuous batching, with prompts read in chunks between the tokens of running
 * answers. What changes a sequence's state between two steps goes through `exclusively`.
 */
export class DecodeLoop {
  private reads: Read[] = [];
  private changes: (() => Promise<void>)[] = [];
  private running: Promise<void> | null = null;
  private stopped: Error | null = null;
  private adapter: string | null = null;

  /** `useAdapter` is told before the first step of another adapter. */
  constructor(
    private readonly context: NativeContext,
    private readonly limits: StepLimits,
    private readonly useAdapter: (adapter: string | null) => void,
  ) {}

  /**
   * Resolves when all tokens are read and the logits were used. Rejects when llama.cpp cannot compute the batch, and with
   * the signal's reason at once when it is aborted; a step that is under way is computed to its end all the same.
   */
  async read(order: ReadOrder, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { priority, adapter, tokens } = order;
    let withdraw: () => void = () => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const read: Read = { order, resolve, reject, remaining: tokens.length, priority, adapter };
        withdraw = () => this.fail(read, signal?.reason);
        signal?.addEventListener('abort', withdraw);
        this.reads.push(read);
        this.wake();
      });
    } finally {
      // The signal may live as long as the process.
      signal?.removeEventListener('abort', withdraw);
    }
  }

  /** Runs `change` between two steps, when nothing computes. */
  exclusively<Result>(change: () => Promise<Result> | Result): Promise<Result> {
    return new Promise((resolve) => {
      this.changes.push(async () => {
        const changed = Promise.resolve().then(() => {
          if (this.stopped) throw this.stopped;
          return change();
        });
        resolve(changed);
        await changed.catch(() => undefined);
      });
      this.wake();
    });
  }

  /** Nothing is computed any more; resolves when the step that is under way has ended. What was asked for is rejected. */
  async stop(): Promise<void> {
    this.stopped = new Error('The engine was closed');
    for (const read of [...this.reads]) this.fail(read, this.stopped);
    await this.running;
  }

  private wake(): void {
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (this.reads.length + this.changes.length > 0) this.wake();
    });
  }

  private async run(): Promise<void> {
    // Slots that ask in the same turn share the step; whoever drew a token in one asks for its next before the other.
    for (await nextTurn(); this.reads.length + this.changes.length > 0; await nextTurn()) {
      for (const change of this.changes.splice(0)) await change();
      if (this.stopped) for (const read of [...this.reads]) this.fail(read, this.stopped);
      if (this.reads.length > 0) await this.step();
    }
  }

  /** What goes wrong is the failure of those whose tokens were in the step. */
  private async step(): Promise<void> {
    let concerned = this.reads;
    try {
      const adapter = this.takeTurn();
      const parts = planStep(this.reads, adapter, this.limits);
      concerned = parts.map(({ read }) => read);
      const logitIndexes = this.fillBatch(parts);
      await this.context.decodeBatch();
      await Promise.all(parts.map((part, index) => this.advance(part, logitIndexes[index])));
    } catch (error) {
      for (const read of [...concerned]) this.fail(read, error);
    }
  }

  private takeTurn(): string | null {
    const adapter = nextAdapter(this.reads, this.adapter);
    if (adapter !== this.adapter) this.useAdapter(adapter);
    this.adapter = adapter;
    return adapter;
  }

  private fillBatch(parts: readonly StepPart<Read>[]): (number | undefined)[] {
    this.context.initBatch(parts.reduce((sum, { tokens }) => sum + tokens, 0));
    return parts.map(({ read, tokens }) => {
      const { order, remaining } = read;
      const begun = order.tokens.length - remaining;
      const wantsLogits = order.onLogits !== undefined && tokens === remaining;
      const [logitIndex] = this.context.addToBatch(
        order.sequence,
        order.firstPosition + begun,
        Uint32Array.from(order.tokens.slice(begun, begun + tokens)),
        Uint32Array.from(wantsLogits ? [tokens - 1] : []),
      );
      return logitIndex;
    });
  }

  /** One slot's failure to use its logits is its own. */
  private async advance({ read, tokens }: StepPart<Read>, logitIndex: number | undefined): Promise<void> {
    read.remaining -= tokens;
    read.order.onRead(tokens);
    if (read.remaining > 0) return;
    this.reads = this.reads.filter((other) => other !== read);
    try {
      if (logitIndex !== undefined) await read.order.onLogits?.(logitIndex);
      read.resolve();
    } catch (error) {
      read.reject(error);
    }
  }

  private fail(read: Read, error: unknown): void {
    this.reads = this.reads.filter((other) => other !== read);
    read.reject(error);
  }
}

function nextTurn(): Promise<void> {
  return new Promise(setImmediate);
}
