import type { LlamaBinding, NativeCheckpoint } from './llama-binding.js';

const KEPT_CHECKPOINTS = 4;

/**
 * gpt-oss remembers only the last 128 tokens in every other layer. Without the full window cache a sequence can therefore
 * not be taken back to an earlier place, unless the state of these layers was saved there. Saved are the ends of
 * prompts: the next turn of a chat begins with the whole prompt of the last one.
 */
export class WindowCheckpoints {
  private saved: NativeCheckpoint[] = [];

  constructor(
    private readonly binding: LlamaBinding,
    private readonly sequence: number,
    private readonly windowTokens: number,
  ) {}

  /** Saves the state at the sequence's present end. Only between two steps. */
  async save(): Promise<void> {
    const checkpoint = await this.binding.createCheckpoint(this.sequence);
    this.saved.push(checkpoint);
    while (this.saved.length > KEPT_CHECKPOINTS) this.saved.shift()?.dispose();
  }

  /**
   * Takes the sequence back to its first `tokens` tokens, or to fewer of them; how many it has then. Only between two
   * steps.
   */
  async takeBackTo(tokens: number): Promise<number> {
    const { context } = this.binding;
    this.forgetBeyond(tokens);
    if (this.reaches(context.getSequenceKvCacheMinPosition(this.sequence), tokens)) {
      if (context.removeTokenCellsFromSequence(this.sequence, tokens, -1)) return tokens;
    }
    for (const checkpoint of this.saved.toReversed()) {
      const end = checkpoint.maxPos + 1;
      if (await context.restoreCheckpoint(checkpoint, end - 1, this.sequence)) return end;
    }
    context.removeTokenCellsFromSequence(this.sequence, 0, -1);
    return 0;
  }

  /** Whether what is kept from `firstPosition` on is all that the window of the next token needs. */
  private reaches(firstPosition: number, tokens: number): boolean {
    return firstPosition <= Math.max(0, tokens - this.windowTokens);
  }

  private forgetBeyond(tokens: number): void {
    const beyond = this.saved.filter(({ maxPos }) => maxPos >= tokens);
    this.saved = this.saved.filter((checkpoint) => !beyond.includes(checkpoint));
    for (const checkpoint of beyond) checkpoint.dispose();
  }
}
