import type { ModelFileObserver, TransferProgress } from '../model-file-options.js';

/** Keeps what it is told. */
export class KeptNotes implements ModelFileObserver {
  readonly notes: string[] = [];
  last: TransferProgress | null = null;
  private readonly waiting: { bytes: number; reached: () => void }[] = [];

  note(message: string, details: Readonly<Record<string, string | number>> = {}): void {
    this.notes.push(`${message} ${JSON.stringify(details)}`);
  }

  progress(progress: TransferProgress): void {
    this.last = progress;
    for (const { bytes, reached } of this.waiting) if (progress.receivedBytes === bytes) reached();
  }

  /** Resolves when exactly so many bytes have been received. */
  reached(bytes: number): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ bytes, reached: resolve }));
  }
}
