import type { TransferProgress } from './model-file-options.js';

const WINDOW_MS = 10_000;

/** A transfer as a person wants to know it. */
export interface TransferStatus extends TransferProgress {
  /** Over about the last ten seconds. */
  bytesPerSecond: number;
  percent: number | null;
  remainingSeconds: number | null;
}

/** Measures how fast a transfer is; what was on disk before it does not count. */
export class TransferRate {
  private file = '';
  private samples: { atMs: number; bytes: number }[] = [];

  /** Takes in how far it is at `nowMs`. */
  measure(progress: TransferProgress, nowMs: number): TransferStatus {
    const { file, receivedBytes, totalBytes } = progress;
    const last = this.samples.at(-1);
    if (file !== this.file || (last && receivedBytes < last.bytes)) this.samples = [];
    this.file = file;
    this.samples = [
      ...this.samples.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS),
      { atMs: nowMs, bytes: receivedBytes },
    ];
    const bytesPerSecond = this.rate();
    const isMeasured = totalBytes !== null && totalBytes > 0;
    return {
      ...progress,
      bytesPerSecond,
      percent: isMeasured ? Math.floor((100 * receivedBytes) / totalBytes) : null,
      remainingSeconds: isMeasured && bytesPerSecond > 0 ? (totalBytes - receivedBytes) / bytesPerSecond : null,
    };
  }

  private rate(): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.atMs === first.atMs) return 0;
    return (1_000 * (last.bytes - first.bytes)) / (last.atMs - first.atMs);
  }
}
