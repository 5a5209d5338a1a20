import type { Vocabulary } from '#harmony';
import { commonPrefixLength } from '../slots/choose-slot.js';
import type { Engine, EngineSlot } from './engine.js';

/** A recorded answer: given whenever the prompt's text holds `when`. Control tokens stand in it by their text. */
export interface TokenScript {
  when: string;
  emits: string;
}

/**
 * Replays recorded answers as token ids, for tests of everything after the sampler. Like a real model it goes by the
 * prompt alone, so it also continues an answer of which the prompt holds the beginning.
 */
export class ScriptedEngine implements Engine {
  readonly slots: readonly EngineSlot[];

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
  cachedTokens: readonly number[] = [];

  constructor(
    readonly index: number,
    private readonly vocabulary: Vocabulary,
    private readonly scripts: readonly TokenScript[],
  ) {}

  prefill(prompt: readonly number[], signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const reused = commonPrefixLength(this.cachedTokens, prompt);
    this.cachedTokens = prompt;
    return Promise.resolve(reused);
  }

  async *decode(): AsyncGenerator<number, void, void> {
    const prompt = this.cachedTokens;
    const text = Buffer.concat(prompt.map((token) => this.vocabulary.bytesOf(token))).toString();
    const script = this.scripts.find(({ when }) => text.includes(when));
    const answer = script ? encodeScript(script.emits, this.vocabulary) : [this.vocabulary.control.return];
    for (const token of answer.slice(overlap(prompt, answer))) {
      await new Promise(setImmediate);
      this.cachedTokens = [...this.cachedTokens, token];
      yield token;
    }
    while (true) yield this.vocabulary.control.return;
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
