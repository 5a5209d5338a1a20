import {
  ERRORS,
  type ErrorCode,
  type Frame,
  type GenerationId,
  ServingError,
  decodeFrame,
  isTerminal,
} from '#protocol';

/** Frames that may wait for a slow reader; beyond that they are let go and read from the log later. */
const BUFFERED_FRAMES = 256;
const FRAMES_PER_READ = 200;
/** How soon to look into the log again: while it is what brings the frames, and at most when nothing happens. */
const LOOK_WHILE_FRUITFUL_MS = 50;
const LOOK_WHILE_CUT_AT_MOST_MS = 250;
const LOOK_WHILE_QUIET_MS = 1_000;
const LOOK_AT_LEAST_EVERY_MS = 8_000;

/** A frame as it stands in the log. */
export interface LoggedFrame {
  sequence: number;
  body: Uint8Array;
}

/** Where missing frames come from. */
export interface FrameLog {
  read(from: number, limit: number): Promise<LoggedFrame[]>;
}

/**
 * One reader of one generation's frames, in order and each exactly once. Frames arrive live from the relay; whatever is
 * missing, because the relay was cut, because it came too early or because the reader was slow, is taken from the log,
 * which has every frame before the relay does.
 */
export class FrameFollower {
  private buffer: Frame[] = [];
  private hasEnded = false;
  private isCut = false;
  private reading = false;
  /** Whether something was missed again while the log was being read. */
  private readAgain = false;
  private lookAtMs = performance.now() + LOOK_WHILE_QUIET_MS;
  private quietMs = LOOK_WHILE_QUIET_MS;
  private wake: () => void = () => undefined;

  constructor(
    readonly generationId: GenerationId,
    private expected: number,
    private readonly log: FrameLog,
    /** Told of every frame that will be given to the reader. */
    private readonly onTaken: (sequence: number, body: Uint8Array, isTerminal: boolean) => void = () => undefined,
  ) {}

  /** Whether the terminal frame has been given to the reader. */
  get ended(): boolean {
    return this.hasEnded && this.buffer.length === 0;
  }

  /** A frame from the relay. Never throws: the relay serves others too. */
  receive(sequence: number, body: Uint8Array): void {
    if (sequence < this.expected) return;
    this.isCut = false;
    this.lookAfter(LOOK_WHILE_QUIET_MS);
    if (sequence > this.expected || this.isFull) void this.catchUp();
    else this.takeBody(sequence, body);
  }

  /** The relay's stream was cut: until it brings frames again, the log is followed closely. */
  relayCut(): void {
    this.isCut = true;
    this.lookAfter(0);
  }

  /** Reads what the log has already: the relay brings only what is new. */
  lookNow(): void {
    this.lookAfter(LOOK_WHILE_FRUITFUL_MS);
    void this.catchUp();
  }

  /** The log has something, or what the relay brings is not to be believed. */
  lookSoon(): void {
    this.lookAfter(0);
  }

  /** Looks into the log when nothing has been heard for a while. Called many times a second. */
  lookIfQuiet(nowMs: number): void {
    if (this.hasEnded || nowMs < this.lookAtMs) return;
    const atMost = this.isCut ? LOOK_WHILE_CUT_AT_MOST_MS : LOOK_AT_LEAST_EVERY_MS;
    this.lookAfter(Math.min(Math.max(this.quietMs * 2, LOOK_WHILE_FRUITFUL_MS), atMost));
    void this.catchUp();
  }

  /** What has arrived, whenever something has; ends after the terminal frame or when the signal is aborted. */
  async *batches(signal: AbortSignal): AsyncGenerator<readonly Frame[], void, void> {
    const onAbort = (): void => this.wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!this.ended && !signal.aborted) {
        if (this.buffer.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
        const frames = this.buffer;
        if (frames.length === 0) continue;
        const wasFull = this.isFull;
        this.buffer = [];
        if (wasFull) void this.catchUp();
        yield frames;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  private get isFull(): boolean {
    return this.buffer.length >= BUFFERED_FRAMES;
  }

  private takeBody(sequence: number, body: Uint8Array): void {
    if (sequence !== this.expected || this.hasEnded) return;
    try {
      this.take(decodeFrame(sequence, body));
    } catch {
      return this.giveUp('internal_error');
    }
    this.onTaken(sequence, body, this.hasEnded);
  }

  private take(frame: Frame): void {
    if (frame.sequence !== this.expected || this.hasEnded) return;
    this.expected++;
    this.buffer.push(frame);
    this.hasEnded = frame.events.some(isTerminal);
    this.wake();
  }

  /** Ends the reader's stream here; the generation itself is what the log says, if there is one. */
  giveUp(code: ErrorCode): void {
    const event = { type: 'error', code, message: ERRORS[code].wording } as const;
    this.take({ sequence: this.expected, firstTokenIndex: 0, tokenIds: [], events: [event] });
  }

  /** Reads what the log has from the expected frame on. An unreachable ledger is asked again at the next look. */
  private async catchUp(): Promise<void> {
    this.readAgain = true;
    if (this.reading) return;
    this.reading = true;
    while (this.readAgain && !this.hasEnded && !this.isFull) {
      this.readAgain = false;
      if (await this.readSome()) this.readAgain = true;
    }
    this.reading = false;
  }

  /** Whether there may be more at once. */
  private async readSome(): Promise<boolean> {
    try {
      const frames = await this.log.read(this.expected, FRAMES_PER_READ);
      for (const { sequence, body } of frames) this.takeBody(sequence, body);
      if (frames.length > 0) this.lookAfter(LOOK_WHILE_FRUITFUL_MS);
      return frames.length === FRAMES_PER_READ;
    } catch (error) {
      if (!(error instanceof ServingError)) this.giveUp('internal_error');
      return false;
    }
  }

  private lookAfter(milliseconds: number): void {
    this.quietMs = milliseconds;
    this.lookAtMs = performance.now() + milliseconds;
  }
}
