import type { StoredTurn } from '#ledger';
import type { Frame, Generation, GenerationEvent } from '#protocol';

/** What a generation writes, as it passes by on its way to the client. */
export class TurnRecorder {
  private readonly tokenIds: number[] = [];
  private readonly texts = new Map<number, { kind: string; text: string }>();
  private call: { item: number; toolName: string } | null = null;
  private endedInCall = false;

  constructor(private readonly generation: Pick<Generation, 'vocabularyHash'>) {}

  /** Frames in their order, from the first one on. */
  push(frames: readonly Frame[]): void {
    for (const { tokenIds, events } of frames) {
      for (const tokenId of tokenIds) this.tokenIds.push(tokenId);
      for (const event of events) this.read(event);
    }
  }

  /** The turn and its call's item, once it has ended in a tool call; else `null`. */
  turn(): { item: number; turn: StoredTurn } | null {
    if (!this.endedInCall || this.call === null) return null;
    const { item, toolName } = this.call;
    const turn = {
      vocabularyHash: this.generation.vocabularyHash,
      tokenIds: this.tokenIds,
      reasoning: this.textOf('reasoning'),
      preamble: this.textOf('preamble'),
      toolName,
      argumentsText: this.textOf('tool-call'),
    };
    return { item, turn };
  }

  private read(event: GenerationEvent): void {
    if (event.type === 'finish') this.endedInCall = event.reason === 'tool-call';
    if (event.type === 'item-started') {
      this.texts.set(event.item, { kind: event.kind, text: '' });
      if (event.kind === 'tool-call') this.call = event;
    }
    const open = 'text' in event ? this.texts.get(event.item) : undefined;
    if (open && 'text' in event) open.text += event.text;
  }

  private textOf(kind: string): string {
    const texts = [...this.texts.values()].filter((item) => item.kind === kind && item.text !== '');
    return texts.map(({ text }) => text).join('\n');
  }
}
