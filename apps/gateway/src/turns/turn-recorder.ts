import type { StoredTurn } from '#ledger';
import type { Frame, Generation, GenerationEvent, RewoundEvent } from '#protocol';

/** Longer turns are not remembered: with its texts, one of these takes about a megabyte in the ledger. */
const MOST_TOKENS = 65_536;

/** What a generation writes, as it passes by on its way to the client. */
export class TurnRecorder {
  private tokenIds: number[] = [];
  private readonly texts = new Map<number, { kind: string; text: string }>();
  private call: { item: number; toolName: string } | null = null;
  private endedInCall = false;
  private isTooLong = false;

  constructor(private readonly generation: Pick<Generation, 'vocabularyHash'>) {}

  /** Frames in their order, from the first one on. */
  push(frames: readonly Frame[]): void {
    for (const { tokenIds, events } of frames) {
      const first = events[0];
      if (first?.type === 'rewound') this.beginAnew(first);
      this.isTooLong ||= this.tokenIds.length + tokenIds.length > MOST_TOKENS;
      if (this.isTooLong) return this.forget();
      for (const tokenId of tokenIds) this.tokenIds.push(tokenId);
      for (const event of events) this.read(event);
    }
  }

  /** The turn and its call's item, once it has ended in a tool call; else, and for one that is too long, `null`. */
  turn(): { item: number; turn: StoredTurn } | null {
    if (this.isTooLong || !this.endedInCall || this.call === null) return null;
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

  private beginAnew({ toToken, standing }: RewoundEvent): void {
    this.tokenIds = this.tokenIds.slice(0, toToken);
    this.texts.clear();
    this.call = null;
    for (const event of standing) this.read(event);
  }

  private forget(): void {
    this.tokenIds.length = 0;
    this.texts.clear();
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
