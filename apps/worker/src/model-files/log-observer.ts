import type { Logger } from '#telemetry';
import { formatBytes, formatDuration } from './format-transfer.js';
import type { ModelFileObserver, TransferProgress } from './model-file-options.js';
import { TransferRate, type TransferStatus } from './transfer-rate.js';

const TELL_EVERY_MS = 5_000;

/** Tells a log what happens to a model file, and every few seconds how far a transfer is. */
export class LogObserver implements ModelFileObserver {
  private readonly rate = new TransferRate();
  private nextMs = 0;

  constructor(private readonly logger: Pick<Logger, 'info'>) {}

  note(message: string, details: Readonly<Record<string, string | number>> = {}): void {
    this.logger.info(details, message);
  }

  progress(progress: TransferProgress): void {
    const nowMs = performance.now();
    if (nowMs < this.nextMs) return;
    this.nextMs = nowMs + TELL_EVERY_MS;
    const status = this.rate.measure(progress, nowMs);
    this.logger.info({ file: status.file, percent: status.percent }, describeTransfer(status));
  }
}

/** `3.1 GB of 12.1 GB, 85.0 MB/s, 106 s left`. */
export function describeTransfer({
  receivedBytes,
  totalBytes,
  bytesPerSecond,
  remainingSeconds,
}: TransferStatus): string {
  return [
    `${formatBytes(receivedBytes)}${totalBytes === null ? '' : ` of ${formatBytes(totalBytes)}`}`,
    ...(bytesPerSecond > 0 ? [`${formatBytes(Math.round(bytesPerSecond))}/s`] : []),
    ...(remainingSeconds === null ? [] : [`${formatDuration(remainingSeconds)} left`]),
  ].join(', ');
}
