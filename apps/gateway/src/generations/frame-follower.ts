import { type Frame, type GenerationId, decodeFrame, isTerminal } from '#protocol';

/** Frames that may wait for a slow reader; beyond that they are let go and read from the log later. */
const BUFFERED_FRAMES = 256;
const FRAMES_PER_READ = 200;
const LOOK_WHILE_CUT_MS = 50;
const LOOK_WHILE_QUIET_MS = 1_000;
const LOOK_AT_LEAST_EVERY_MS = 8_000;

/**
 * One reader of one generation's frames, in order and each exactly once. Frames arrive live from the relay; whatever is
 * missing, because the relay was cut, because it came too early or because the reader was slow, is taken from the log,
 * which has every frame before the relay does.
 */
export class FrameFollower {
  private buffer: Frame[] = [];
  private hasEnded = false;
  private reading = false;
  private lookAtMs = performance.now() + LOOK_WHILE_QUIET_MS;
  private quietMs = LOOK_WHILE_QUIET_MS;
  private wake: () => void = () => undefined;

  constructor(
    readonly generationId: GenerationId,
    private expected: number,
    private readonly readLog: (from: number, limit: number) => Promise<Frame[]>,
  ) {}

  /** Whether the terminal frame has been given to the reader. */
  get ended(): boolean {
    return this.hasEnded && this.buffer.length === 0;
  }

  /** A frame from the relay. */
  receive(sequence: number, body: Uint8Array): void {
    if (sequence < this.expected) return;
    this.quietMs = LOOK_WHILE_QUIET_MS;
    this.lookAtMs = performance.now() + this.quietMs;
    if (sequence > this.expected || this.isFull) void this.catchUp();
    else this.take(decodeFrame(sequence, body));
  }

  /** The relay's stream was cut: until it brings frames again, the log is followed closely. */
  relayCut(): void {
    this.quietMs = LOOK_WHILE_CUT_MS;
    this.lookAtMs = 0;
  }

  /** Looks into the log when nothing has been heard for a while. Called many times a second. */
  lookIfQuiet(nowMs: number): void {
    if (this.hasEnded || nowMs < this.lookAtMs) return;
    this.lookAtMs = nowMs + this.quietMs;
    if (this.quietMs >= LOOK_WHILE_QUIET_MS) this.quietMs = Math.min(this.quietMs * 2, LOOK_AT_LEAST_EVERY_MS);
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

  private take(frame: Frame): void {
    if (frame.sequence !== this.expected || this.hasEnded) return;
    this.expected++;
    this.buffer.push(frame);
    this.hasEnded = frame.events.some(isTerminal);
    this.wake();
  }

  /** Reads what the log has from the expected frame on. An unreachable ledger is asked again at the next look. */
  private async catchUp(): Promise<void> {
    if (this.reading || this.hasEnded) return;
    this.reading = true;
    try {
      while (!this.isFull) {
        const frames = await this.readLog(this.expected, FRAMES_PER_READ);
        for (const frame of frames) this.take(frame);
        if (frames.length < FRAMES_PER_READ) return;
      }
    } catch {
      this.quietMs = LOOK_WHILE_QUIET_MS;
    } finally {
      this.reading = false;
    }
  }
}
