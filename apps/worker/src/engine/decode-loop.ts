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
  private running = false;
  private adapter: string | null = null;

  /** `useAdapter` is told before the first step of another adapter. */
  constructor(
    private readonly context: NativeContext,
    private readonly limits: StepLimits,
    private readonly useAdapter: (adapter: string | null) => void,
  ) {}

  /** Resolves when all tokens are read and the logits were used. Rejects when llama.cpp cannot compute the batch. */
  read(order: ReadOrder, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const { priority, adapter, tokens } = order;
      const read: Read = { order, resolve, reject, remaining: tokens.length, priority, adapter };
      signal?.addEventListener('abort', () => this.withdraw(read, signal.reason), { once: true });
      this.reads.push(read);
      this.wake();
    });
  }

  /** Runs `change` between two steps, when nothing computes. */
  exclusively<Result>(change: () => Promise<Result> | Result): Promise<Result> {
    return new Promise((resolve) => {
      this.changes.push(async () => {
        const changed = Promise.resolve().then(change);
        resolve(changed);
        await changed.catch(() => undefined);
      });
      this.wake();
    });
  }

  private wake(): void {
    if (this.running) return;
    this.running = true;
    // Slots that ask in the same turn share the step.
    setImmediate(() => void this.run());
  }

  private async run(): Promise<void> {
    while (this.reads.length + this.changes.length > 0) {
      for (const change of this.changes.splice(0)) await change();
      if (this.reads.length > 0) await this.step();
      // Whoever drew a token asks for its next one in this time.
      await new Promise(setImmediate);
    }
    this.running = false;
  }

  private async step(): Promise<void> {
    const adapter = nextAdapter(this.reads, this.adapter);
    if (adapter !== this.adapter) this.useAdapter(adapter);
    this.adapter = adapter;
    const parts = planStep(this.reads, adapter, this.limits);
    try {
      const logitIndexes = this.fillBatch(parts);
      await this.context.decodeBatch();
      await Promise.all(parts.map((part, index) => this.advance(part, logitIndexes[index])));
    } catch (error) {
      for (const { read } of parts) this.fail(read, error);
    }
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

  private withdraw(read: Read, reason: unknown): void {
    if (this.reads.includes(read)) this.fail(read, reason);
  }

  private fail(read: Read, error: unknown): void {
    this.reads = this.reads.filter((other) => other !== read);
    read.reject(error);
  }
}
