import type { Lease } from '#ledger';
import { type GenerationEvent, encodeFrameBody, isTerminal } from '#protocol';
import { coalesceEvents } from './coalesce-events.js';

/** Tokens that may wait for Redis before the slot has to wait with them. */
const UNCOMMITTED_TOKENS = 256;

/** A frame that has its number and will never change again. */
export interface SealedFrame {
  sequence: number;
  body: Uint8Array;
  terminal: boolean;
  tokens: number;
}

/** Where in a log a worker begins to write: 0 and 0 for a new generation, behind the last frame for one that is continued. */
export interface LogPosition {
  frames: number;
  tokens: number;
}

/**
 * The end of one token log, as its lease holder writes it. What is written here is gathered into frames; a frame is shown
 * to nobody before the ledger has it. Owned by the generation's run on one side and by the committer on the other.
 */
export class LogWriter {
  private readonly abort = new AbortController();
  /** Every frame sealed here, so that a log which lost its tail can be given it again (design rule 3). */
  private readonly sealed: SealedFrame[] = [];
  private committedFrames: number;
  private pendingTokens: number[] = [];
  private pendingEvents: GenerationEvent[] = [];
  private sealedTokens: number;
  private uncommittedTokens = 0;
  private waiters: (() => void)[] = [];
  private hasEnded = false;
  /** When the ledger last confirmed the lease, by `performance.now()`. */
  confirmedAtMs = performance.now();

  constructor(
    readonly lease: Lease,
    readonly gatewayAddress: string,
    private readonly start: LogPosition,
    private readonly notify: () => void,
  ) {
    this.committedFrames = start.frames;
    this.sealedTokens = start.tokens;
  }

  /** Aborted when the lease is lost: the generation belongs to somebody else, or is over. */
  get lost(): AbortSignal {
    return this.abort.signal;
  }

  /** Whether the terminal event was written. */
  get ended(): boolean {
    return this.hasEnded;
  }

  get isSettled(): boolean {
    return (
      this.lost.aborted ||
      (this.pendingEvents.length + this.pendingTokens.length === 0 && this.nextUncommitted() === null)
    );
  }

  write(tokenIds: readonly number[], events: readonly GenerationEvent[]): void {
    this.pendingTokens.push(...tokenIds);
    this.pendingEvents.push(...events);
    this.uncommittedTokens += tokenIds.length;
    this.hasEnded ||= events.some(isTerminal);
    this.notify();
  }

  /** Waits while too many tokens are uncommitted. Returns at once when the lease is lost. */
  async room(): Promise<void> {
    await this.until(() => this.uncommittedTokens < UNCOMMITTED_TOKENS);
  }

  /** Waits until everything written is in the log, or the lease is lost. */
  async committed(): Promise<void> {
    await this.until(() => this.isSettled);
  }

  /** The next frame to commit: one that was sent before and got no answer, else what has gathered since. */
  nextFrame(): SealedFrame | null {
    return this.nextUncommitted() ?? this.seal();
  }

  /** The ledger has all frames up to this one. */
  acknowledge(frame: SealedFrame): void {
    this.committedFrames = frame.sequence;
    this.uncommittedTokens -= frame.tokens;
    this.confirmedAtMs = performance.now();
    this.wake();
  }

  /** The frames behind `logLength` that were committed here once, or `null` when some of them are not ours to give. */
  tailAfter(logLength: number): SealedFrame[] | null {
    return logLength < this.start.frames ? null : this.sealed.slice(logLength - this.start.frames);
  }

  lose(): void {
    this.abort.abort();
    this.wake();
  }

  private nextUncommitted(): SealedFrame | null {
    return this.sealed[this.committedFrames - this.start.frames] ?? null;
  }

  private seal(): SealedFrame | null {
    if (this.pendingTokens.length === 0 && this.pendingEvents.length === 0) return null;
    const [tokenIds, events] = [this.pendingTokens, coalesceEvents(this.pendingEvents)];
    const frame = {
      sequence: this.start.frames + this.sealed.length + 1,
      body: encodeFrameBody({ firstTokenIndex: this.sealedTokens, tokenIds, events }),
      terminal: events.some(isTerminal),
      tokens: tokenIds.length,
    };
    this.pendingTokens = [];
    this.pendingEvents = [];
    this.sealedTokens += tokenIds.length;
    this.sealed.push(frame);
    return frame;
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.lost.aborted) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  private wake(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }
}
