import type { ReceivedFrame, RelayReceiver } from '../incoming-stream.js';

/** A list that can be waited for. */
export class Record<Entry> {
  readonly entries: Entry[] = [];
  private readonly waiting = new Set<() => void>();

  readonly add = (entry: Entry): void => {
    this.entries.push(entry);
    for (const look of this.waiting) look();
  };

  /** Resolves with the first entry, from `start` on, that fits. */
  first<Wanted extends Entry>(fits: (entry: Entry) => entry is Wanted, start?: number): Promise<Wanted>;
  first(fits: (entry: Entry) => boolean, start?: number): Promise<Entry>;
  first(fits: (entry: Entry) => boolean, start = 0): Promise<Entry> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.entries.slice(start).find(fits);
        if (found === undefined) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }
}

export type Received =
  | { type: 'committed'; generationId: string; sequence: number; text: string; terminal: boolean }
  | { type: 'cut'; generationIds: readonly string[] };

/** A receiver that writes down what it was told. */
export class RecordingReceiver extends Record<Received> implements RelayReceiver {
  committed({ generationId, sequence, frameBody, terminal }: ReceivedFrame): void {
    this.add({ type: 'committed', generationId, sequence, text: Buffer.from(frameBody).toString(), terminal });
  }

  cut(generationIds: readonly string[]): void {
    this.add({ type: 'cut', generationIds });
  }

  frame(generationId: string, sequence: number): Promise<Received> {
    return this.first(
      (entry) => entry.type === 'committed' && entry.generationId === generationId && entry.sequence === sequence,
    );
  }

  firstCut(): Promise<Received> {
    return this.first((entry) => entry.type === 'cut');
  }

  get cuts(): readonly (readonly string[])[] {
    return this.entries.flatMap((entry) => (entry.type === 'cut' ? [entry.generationIds] : []));
  }
}
