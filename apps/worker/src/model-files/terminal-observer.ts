import { Presets, SingleBar } from 'cli-progress';
import { formatBytes } from './format-transfer.js';
import { LogObserver, describeTransfer } from './log-observer.js';
import type { ModelFileObserver, TransferProgress } from './model-file-options.js';
import { TransferRate } from './transfer-rate.js';

const DRAW_EVERY_MS = 200;

/** Shows a person what happens: a progress bar on a terminal, a line every few seconds elsewhere. Writes to stderr. */
export function terminalObserver(stream: NodeJS.WriteStream): ModelFileObserver & { close(): void } {
  if (stream.isTTY) return new BarObserver(stream);
  const lines = new LogObserver({ info: (details: object, message?: string) => print(stream, message ?? '', details) });
  return { note: lines.note.bind(lines), progress: lines.progress.bind(lines), close: () => undefined };
}

/** One bar for each file. */
class BarObserver {
  private readonly rate = new TransferRate();
  private bar: SingleBar | null = null;
  private file = '';
  private nextMs = 0;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  note(message: string, details: Readonly<Record<string, string | number>> = {}): void {
    this.close();
    print(this.stream, message, details);
  }

  progress(progress: TransferProgress): void {
    const { file, receivedBytes, totalBytes } = progress;
    const nowMs = performance.now();
    const isWhole = receivedBytes === totalBytes;
    if (nowMs < this.nextMs && file === this.file && !isWhole) return;
    this.nextMs = nowMs + DRAW_EVERY_MS;
    const text = describeTransfer(this.rate.measure(progress, nowMs));
    if (file !== this.file || !this.bar) this.begin(file, totalBytes);
    this.bar?.update(receivedBytes, { text });
    if (isWhole) this.close();
  }

  close(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private begin(file: string, totalBytes: number | null): void {
    this.close();
    this.file = file;
    this.bar = new SingleBar(
      { format: `${file} {bar} {percentage} %, {text}`, stream: this.stream, fps: 1_000 / DRAW_EVERY_MS, barsize: 24 },
      Presets.shades_classic,
    );
    this.bar.start(totalBytes ?? 0, 0, { text: formatBytes(0) });
  }
}

function print(stream: NodeJS.WriteStream, message: string, details: object): void {
  const entries: [string, unknown][] = Object.entries(details);
  const shown = entries.filter(([, value]) => value !== null).map(([name, value]) => `${name} ${String(value)}`);
  stream.write(`${message}${shown.length === 0 ? '' : ` (${shown.join(', ')})`}\n`);
}
