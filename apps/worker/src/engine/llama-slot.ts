import type { DecodeLoop } from './decode-loop.js';
import type { Draw, DrawnToken, EngineSlot, PrefillOptions } from './engine.js';
import type { NativeContext } from './llama-binding.js';
import { type PrefixHolder, type PrefixSource, type WantedPrompt, choosePrefixSource } from './slot-state.js';
import type { TokenSampler } from './token-sampler.js';
import type { WindowCheckpoints } from './window-checkpoints.js';

/** What all slots of a context share. */
export interface SlotSurroundings {
  loop: DecodeLoop;
  context: NativeContext;
  /** All slots, this one among them. */
  slots: () => readonly LlamaSlot[];
  /** The prompt's tail of up to so many tokens is read together with the first draw. */
  chunkTokens: number;
  /** How many tokens taking over another slot's state must save. */
  worthCopyingTokens: number;
}

let turns = 0;

/** One llama.cpp sequence as a slot. */
export class LlamaSlot implements EngineSlot, PrefixHolder {
  tokens: number[] = [];
  adapter: string | null = null;
  reading: PrefixHolder['reading'] = null;
  private unread: readonly number[] = [];
  private priority = 0;
  private isPromptFresh = false;
  private readers: (() => void)[] = [];

  /** `checkpoints` only where the window cache is not full. */
  constructor(
    readonly index: number,
    private readonly surroundings: SlotSurroundings,
    private readonly sampler: TokenSampler,
    private readonly checkpoints: WindowCheckpoints | null,
  ) {}

  get cachedTokens(): readonly number[] {
    return this.tokens;
  }

  async prefill(prompt: readonly number[], { adapter, priority, signal }: PrefillOptions): Promise<number> {
    signal.throwIfAborted();
    this.sampler.reset();
    this.priority = priority;
    const turn = turns++;
    const reused = await this.takePrefix({ prompt, adapter, turn, priority }, signal);
    this.unread = prompt.slice(reused);
    this.isPromptFresh = true;
    await this.readUpToTail(signal);
    return reused;
  }

  write(tokenIds: readonly number[]): void {
    this.unread = [...this.unread, ...tokenIds];
  }

  async draw(draw: Draw): Promise<DrawnToken> {
    let drawn: DrawnToken | null = null;
    await this.read(this.unread, async (logitIndex) => {
      drawn = await this.sampler.draw(logitIndex, draw);
    });
    return this.keep(drawn);
  }

  rest(): void {
    this.reading = null;
    this.wakeReaders();
  }

  private async keep(drawn: DrawnToken | null): Promise<DrawnToken> {
    if (drawn === null) throw new Error('A step ended without a token');
    this.unread = [drawn.tokenId];
    if (this.isPromptFresh) await this.finishPrompt();
    return drawn;
  }

  private async finishPrompt(): Promise<void> {
    this.isPromptFresh = false;
    this.rest();
    const { checkpoints } = this;
    if (checkpoints) await this.surroundings.loop.exclusively(() => checkpoints.save());
  }

  /** Waits until the slot holds `tokens` tokens of what it reads, or stops reading, or the signal is aborted. */
  async untilHolds(tokens: number, signal: AbortSignal): Promise<void> {
    const wake = (): void => this.wakeReaders();
    signal.addEventListener('abort', wake);
    try {
      while (this.reading !== null && this.tokens.length < tokens && !signal.aborted) {
        await new Promise<void>((resolve) => this.readers.push(resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** Brings the sequence to the longest beginning of the prompt that is to be had; how long it is. */
  private async takePrefix(wanted: WantedPrompt, signal: AbortSignal): Promise<number> {
    const { loop, slots, worthCopyingTokens } = this.surroundings;
    for (;;) {
      const source = await loop.exclusively(async () => {
        signal.throwIfAborted();
        const others = slots().filter((slot) => slot !== this && this.checkpoints === null);
        const found = choosePrefixSource(this, others, wanted, worthCopyingTokens);
        if (found.type !== 'wait') await this.adopt(found, wanted);
        return found;
      });
      if (source.type !== 'wait') return this.tokens.length;
      await slots()[source.for.index]?.untilHolds(source.tokens, signal);
    }
  }

  private async adopt(source: Exclude<PrefixSource, { type: 'wait' }>, wanted: WantedPrompt): Promise<void> {
    const { prompt, adapter } = wanted;
    const { context } = this.surroundings;
    if (source.type === 'copy') await context.copySequenceStateFromOtherSequence(this.index, source.from.index);
    const kept = await this.takeBackTo(source.tokens);
    this.adapter = adapter;
    this.tokens = prompt.slice(0, kept);
    this.reading = wanted;
  }

  private async takeBackTo(tokens: number): Promise<number> {
    if (this.checkpoints) return this.checkpoints.takeBackTo(tokens);
    this.surroundings.context.removeTokenCellsFromSequence(this.index, tokens, -1);
    return tokens;
  }

  private async readUpToTail(signal: AbortSignal): Promise<void> {
    const tail = Math.min(this.surroundings.chunkTokens, this.unread.length);
    const head = this.unread.slice(0, this.unread.length - tail);
    this.unread = this.unread.slice(head.length);
    if (head.length > 0) await this.read(head, undefined, signal);
    signal.throwIfAborted();
  }

  private read(
    tokens: readonly number[],
    onLogits?: (logitIndex: number) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    const firstPosition = this.tokens.length;
    const order = {
      sequence: this.index,
      firstPosition,
      tokens,
      priority: this.priority,
      adapter: this.adapter,
      onRead: (count: number) => {
        const begun = this.tokens.length - firstPosition;
        this.hold(tokens.slice(begun, begun + count));
      },
      ...(onLogits && { onLogits }),
    };
    return this.surroundings.loop.read(order, signal);
  }

  private hold(tokens: readonly number[]): void {
    for (const token of tokens) this.tokens.push(token);
    this.wakeReaders();
  }

  private wakeReaders(): void {
    for (const wake of this.readers.splice(0)) wake();
  }
}
