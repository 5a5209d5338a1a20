import type { Vocabulary } from '#harmony';
import { commonPrefixLength } from '../slots/choose-slot.js';
import type { Draw, DrawnToken, Engine, EngineSlot, PrefillOptions } from './engine.js';

/** A recorded answer: given whenever the prompt's text holds `when`. Control tokens stand in it by their text. */
export interface TokenScript {
  when: string;
  emits: string;
  /** Whether reading such a prompt kills the worker, as a fault in a driver would. */
  kills?: boolean;
}

/**
 * Replays recorded answers as token ids, for tests of everything after the sampler. Like a real model it goes by the
 * prompt alone, so it also continues an answer of which the prompt holds the beginning.
 */
export class ScriptedEngine implements Engine {
  readonly slots: readonly EngineSlot[];
  readonly adapters: readonly string[] = [];

  constructor(
    readonly vocabulary: Vocabulary,
    scripts: readonly TokenScript[],
    slots: number,
    readonly contextTokens: number,
  ) {
    this.slots = Array.from({ length: slots }, (_, index) => new ScriptedSlot(index, vocabulary, scripts));
  }

  async close(): Promise<void> {}
}

class ScriptedSlot implements EngineSlot {
  readonly adapter = null;
  cachedTokens: readonly number[] = [];
  private answer: readonly number[] = [];
  /** How many tokens of the answer are there already. */
  private position = 0;

  constructor(
    readonly index: number,
    private readonly vocabulary: Vocabulary,
    private readonly scripts: readonly TokenScript[],
  ) {}

  prefill(prompt: readonly number[], { signal }: PrefillOptions): Promise<number> {
    signal.throwIfAborted();
    const reused = commonPrefixLength(this.cachedTokens, prompt);
    this.cachedTokens = prompt;
    const text = Buffer.concat(prompt.map((token) => this.vocabulary.bytesOf(token))).toString();
    const script = this.scripts.find(({ when }) => text.includes(when));
    if (script?.kills) process.kill(process.pid, 'SIGKILL');
    this.answer = script ? encodeScript(script.emits, this.vocabulary) : [];
    this.position = overlap(prompt, this.answer);
    return Promise.resolve(reused);
  }

  write(tokenIds: readonly number[]): void {
    for (const tokenId of tokenIds) {
      this.cachedTokens = [...this.cachedTokens, tokenId];
      if (tokenId === this.answer[this.position]) this.position += 1;
    }
  }

  async draw({ rule, topLogprobs }: Draw): Promise<DrawnToken> {
    await new Promise(setImmediate);
    const tokenId = this.nextAllowed(rule);
    this.write([tokenId]);
    if (topLogprobs === null) return { tokenId, logprob: null };
    // A script is certain of what it says.
    const likelihood = { bytes: this.vocabulary.nameOf(tokenId), logprob: 0 };
    return { tokenId, logprob: { ...likelihood, alternatives: topLogprobs > 0 ? [likelihood] : [] } };
  }

  rest(): void {}

  /** The answer's next token; what the rule forbids is left out, as a sampler leaves it out. */
  private nextAllowed(rule: Draw['rule']): number {
    const allows = (tokenId: number): boolean =>
      rule.type === 'choice' ? rule.tokenIds.includes(tokenId) : !rule.banned.includes(tokenId);
    while (this.position < this.answer.length) {
      const tokenId = this.answer[this.position];
      if (tokenId !== undefined && allows(tokenId)) return tokenId;
      this.position += 1;
    }
    const { control } = this.vocabulary;
    const endings = [control.return, control.call, control.end, ...(rule.type === 'choice' ? rule.tokenIds : [])];
    return endings.find(allows) ?? control.return;
  }
}

/** How many tokens of the answer stand at the end of the prompt already. */
function overlap(prompt: readonly number[], answer: readonly number[]): number {
  for (let length = Math.min(prompt.length, answer.length); length > 0; length--) {
    if (answer.slice(0, length).every((token, index) => prompt[prompt.length - length + index] === token))
      return length;
  }
  return 0;
}

function encodeScript(text: string, vocabulary: Vocabulary): number[] {
  const control: Record<string, number> = {
    '<|start|>': vocabulary.control.start,
    '<|end|>': vocabulary.control.end,
    '<|message|>': vocabulary.control.message,
    '<|channel|>': vocabulary.control.channel,
    '<|constrain|>': vocabulary.control.constrain,
    '<|return|>': vocabulary.control.return,
    '<|call|>': vocabulary.control.call,
  };
  return text.split(/(<\|[a-z]+\|>)/).flatMap((part) => control[part] ?? vocabulary.encode(part));
}
