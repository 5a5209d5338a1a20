import type { HolderNews, Lease } from '#ledger';
import { type GenerationEvent, encodeFrameBody, isTerminal } from '#protocol';
import { coalesceEvents } from './coalesce-events.js';

/** Tokens that may wait for Redis before the slot has to wait with them. */
const UNCOMMITTED_TOKENS = 256;
/** A Redis that went back by more than this is not given back what it lost. */
const KEPT_MS = 30_000;

/** A frame that has its number and will never change again. */
export interface SealedFrame {
  sequence: number;
  body: Uint8Array;
  terminal: boolean;
  tokens: number;
  /** Number of the last command whose effect it logs; 0 for none. */
  acknowledges: number;
}

/** What was written at once. */
interface Piece {
  tokenIds: readonly number[];
  events: readonly GenerationEvent[];
}

/**
 * The end of one token log, as its lease holder writes it. What is written here is gathered into frames; a frame is shown
 * to nobody before the ledger has it. Owned by the generation's run on one side and by the committer on the other.
 */
export class LogWriter {
  private readonly abort = new AbortController();
  /** The latest frames sealed here, so that a log which lost its tail can be given it again (design rule 3). */
  private readonly sealed: SealedFrame[] = [];
  /** For those of them that the log has: when it got them, by `performance.now()`. */
  private readonly loggedAtMs: number[] = [];
  /** Frames of the log in front of those. */
  private unkept: number;
  private pieces: Piece[] = [];
  private logged: number;
  private sealedTokens = 0;
  private uncommittedTokens = 0;
  private waiters: (() => void)[] = [];
  private hasEnded = false;
  private hasLoggedToken = false;
  private present: Lease;
  private news: HolderNews;
  /** When the ledger last confirmed the lease, by `performance.now()`. */
  confirmedAtMs = performance.now();
  /** Whether Redis went back in time: nothing is committed until the lease is reclaimed. */
  isVoid = false;

  /** `replyTo`: the gateway that follows; `command`: the latest one that is known already; `loggedBefore`: frames that the log has. */
  constructor(
    lease: Lease,
    news: HolderNews,
    loggedBefore: number,
    private readonly notify: () => void,
  ) {
    this.present = lease;
    this.news = news;
    this.logged = loggedBefore;
    this.unkept = loggedBefore;
  }

  get lease(): Lease {
    return this.present;
  }

  /** The gateway that wants the frames, as of the last append. */
  get gatewayAddress(): string {
    return this.news.replyTo;
  }

  /** Number of the latest command, as of the last append or renewal. */
  get latestCommand(): number {
    return this.news.command;
  }

  /** Aborted when the lease is lost: the generation belongs to somebody else, or is over. */
  get lost(): AbortSignal {
    return this.abort.signal;
  }

  /** Whether the terminal event was written. */
  get ended(): boolean {
    return this.hasEnded;
  }

  /** Frames of the log that the ledger is known to have. */
  get loggedFrames(): number {
    return this.logged;
  }

  /** Tokens written that no log has: if the lease is lost, another worker has to generate them again. */
  get unloggedTokens(): number {
    return this.uncommittedTokens;
  }

  get isSettled(): boolean {
    return this.lost.aborted || (this.pieces.length === 0 && this.inFlight === null);
  }

  /** The frame that was sent, or is about to be, and got no answer yet. */
  get inFlight(): SealedFrame | null {
    return this.sealed[this.logged - this.unkept] ?? null;
  }

  /** How many tokens stand in a log that is continued, to be told before anything is written. */
  continueBehind(tokens: number): void {
    this.sealedTokens = tokens;
  }

  write(tokenIds: readonly number[], events: readonly GenerationEvent[]): void {
    this.pieces.push({ tokenIds, events });
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

  /** Waits until a token that was written here is in the log; `false` when the lease is lost or the generation ended before. */
  async progressed(): Promise<boolean> {
    await this.until(() => this.hasLoggedToken || (this.hasEnded && this.isSettled));
    return this.hasLoggedToken;
  }

  /** The next frame to commit: one that was sent before and got no answer, else what has gathered since. */
  nextFrame(): SealedFrame | null {
    return this.inFlight ?? this.seal();
  }

  /** The ledger has all frames up to this one. */
  acknowledge(frame: SealedFrame): void {
    this.logged = frame.sequence;
    this.loggedAtMs.push(performance.now());
    this.forgetOld();
    this.uncommittedTokens -= frame.tokens;
    this.hasLoggedToken ||= frame.tokens > 0;
    this.wake();
  }

  /** What the ledger says with every answer; the lease holds. */
  hear(news: HolderNews): void {
    this.confirmedAtMs = performance.now();
    this.news = news;
  }

  /** The lease holds again, in another timeline. */
  regain(timeline: string): void {
    this.present = { ...this.present, timeline };
    this.confirmedAtMs = performance.now();
    this.isVoid = false;
  }

  /** The frames behind `logLength` that were committed here once, or `null` when some of them are not ours to give. */
  tailAfter(logLength: number): SealedFrame[] | null {
    const { unkept } = this;
    return logLength < unkept ? null : this.sealed.slice(logLength - unkept, this.logged - unkept);
  }

  lose(): void {
    this.abort.abort();
    this.wake();
  }

  private forgetOld(): void {
    const keptSinceMs = performance.now() - KEPT_MS;
    const old = this.loggedAtMs.findIndex((loggedAtMs) => loggedAtMs > keptSinceMs);
    this.loggedAtMs.splice(0, old);
    this.sealed.splice(0, old);
    this.unkept += old;
  }

  private seal(): SealedFrame | null {
    const pieces = this.takePieces();
    const [first] = pieces;
    if (!first) return null;
    const events = coalesceEvents(pieces.flatMap((piece) => piece.events));
    const tokenIds = pieces.flatMap((piece) => piece.tokenIds);
    const opening = first.events[0];
    const firstTokenIndex = opening?.type === 'rewound' ? opening.toToken : this.sealedTokens;
    const frame = {
      sequence: this.unkept + this.sealed.length + 1,
      body: encodeFrameBody({ firstTokenIndex, tokenIds, events }),
      terminal: events.some(isTerminal),
      tokens: tokenIds.length,
      acknowledges: commandOf(first),
    };
    this.sealedTokens = firstTokenIndex + tokenIds.length;
    this.sealed.push(frame);
    return frame;
  }

  /** Pieces for one frame: the effect of a command begins a frame of its own. */
  private takePieces(): Piece[] {
    const next = this.pieces.findIndex((piece, index) => index > 0 && commandOf(piece) > 0);
    return this.pieces.splice(0, next < 0 ? this.pieces.length : next);
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

/** Number of the command whose effect begins here; 0 if none does. */
function commandOf({ events: [first] }: Piece): number {
  return first?.type === 'rewound' || first?.type === 'steered' ? first.command : 0;
}
