import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { Sampling } from '#protocol';
import type { EngineSlot } from './engine.js';
import type { StepGate } from './step-gate.js';

/** One llama.cpp sequence as a slot. */
export class LlamaSlot implements EngineSlot {
  /** The prompt's tail that the first decode step reads: at most one chunk, so that a short prompt costs one pass. */
  private unread: Token[] = [];

  constructor(
    readonly index: number,
    private readonly sequence: LlamaContextSequence,
    private readonly gate: StepGate,
    private readonly chunkTokens: number,
  ) {}

  get cachedTokens(): readonly number[] {
    return this.sequence.contextTokens;
  }

  async prefill(prompt: readonly number[], signal: AbortSignal): Promise<number> {
    const tokens = prompt as Token[];
    // The last token is always read anew, since only reading it gives the next one.
    await this.sequence.adaptStateToTokens(tokens.slice(0, -1), false);
    const reused = this.sequence.nextTokenIndex;
    let position = reused;
    while (tokens.length - position > this.chunkTokens) {
      signal.throwIfAborted();
      const chunk = tokens.slice(position, position + this.chunkTokens);
      await this.gate.enter(() => this.sequence.evaluateWithoutGeneratingNewTokens(chunk));
      position += this.chunkTokens;
    }
    signal.throwIfAborted();
    this.unread = tokens.slice(position);
    return reused;
  }

  async *decode(sampling: Sampling): AsyncGenerator<number, void, void> {
    const generated: Token[] = [];
    const tokens = this.sequence.evaluate(this.unread, toEvaluateOptions(sampling, generated));
    try {
      while (true) {
        const next = await this.gate.enter(() => tokens.next());
        if (next.done) return;
        generated.push(next.value);
        yield next.value;
      }
    } finally {
      await tokens.return();
    }
  }
}

function toEvaluateOptions(sampling: Sampling, generated: Token[]): SequenceEvaluateOptions {
  const { temperature, topP, minP, seed, frequencyPenalty, presencePenalty } = sampling;
  const penalizes = frequencyPenalty !== 0 || presencePenalty !== 0;
  return {
    temperature,
    topP,
    minP,
    seed,
    // A numeric topK of 0 sorts the whole vocabulary (14 ms per token for 201,088 entries); only null leaves the step out.
    topK: sampling.topK as number,
    // The engine's own list of end tokens is not asked: which token ends what is Harmony's business.
    yieldEogToken: true,
    ...(penalizes && {
      repeatPenalty: {
        penalty: 1,
        frequencyPenalty,
        presencePenalty,
        punishTokens: () => generated,
        maxPunishTokens: 1024,
      },
    }),
  };
}
