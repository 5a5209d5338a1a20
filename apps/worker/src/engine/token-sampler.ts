import type { Vocabulary } from '#harmony';
import type { Sampling, TokenLikelihood, TokenLogprob } from '#protocol';
import { chooseAmong } from './choose-among.js';
import type { Draw, DrawnToken } from './engine.js';
import { GrammarCursor, type GrammarShelf } from './grammar-cursor.js';
import type { LlamaBinding, NativeSampler, SamplerConfig } from './llama-binding.js';
import { fractionAt, seedAt } from './random-number.js';

/** How far back penalties look. */
const PENALIZED_TOKENS = 1_024;

/**
 * Draws tokens for one slot. The draw at temperature 1 without filters reads each logit once and sorts nothing: only a
 * numeric top-k or top-p makes llama.cpp look for the likeliest tokens.
 */
export class TokenSampler {
  private readonly drawing: NativeSampler;
  private telling: { all: NativeSampler; likeliest: NativeSampler } | null = null;
  private readonly cursor: GrammarCursor;
  private biased: { banned: readonly number[]; logitBias: Sampling['logitBias']; biases: SamplerConfig } | null = null;

  constructor(
    private readonly binding: LlamaBinding,
    grammars: GrammarShelf,
    private readonly vocabulary: Pick<Vocabulary, 'nameOf' | 'size'>,
  ) {
    this.drawing = binding.createSampler();
    this.cursor = new GrammarCursor(binding, grammars);
  }

  /** Another generation begins. */
  reset(): void {
    this.cursor.forget();
  }

  /** Draws from the logits at this place of the batch just computed. */
  async draw(logitIndex: number, draw: Draw): Promise<DrawnToken> {
    const { rule } = draw;
    const tokenId =
      rule.type === 'choice'
        ? await this.drawAmong(logitIndex, rule.tokenIds, draw)
        : await this.drawFreely(logitIndex, rule, draw);
    const { topLogprobs } = draw;
    return { tokenId, logprob: topLogprobs === null ? null : await this.tell(logitIndex, tokenId, topLogprobs) };
  }

  private async drawAmong(logitIndex: number, tokenIds: readonly number[], draw: Draw): Promise<number> {
    const { logits } = await this.rawLogits(logitIndex, tokenIds);
    const candidates = tokenIds.map((tokenId) => ({ tokenId, logit: logits.get(tokenId) ?? -Infinity }));
    return chooseAmong(candidates, draw.sampling, fractionAt(draw.sampling.seed, draw.generated.length));
  }

  private async drawFreely(
    logitIndex: number,
    rule: Extract<Draw['rule'], { type: 'free' }>,
    { sampling, generated }: Draw,
  ): Promise<number> {
    const state = rule.grammar && this.cursor.stateFor(rule.grammar);
    this.drawing.applyConfig({
      ...toSamplerConfig(sampling, generated, this.vocabulary.size),
      ...this.biasesOf(sampling, rule.banned),
      ...(state && { grammarEvaluationState: state }),
    });
    const tokenId = await this.binding.context.sampleToken(logitIndex, this.drawing);
    if (tokenId < 0) throw new Error('llama.cpp could not draw a token');
    if (state) this.cursor.drew();
    return tokenId;
  }

  /** The same lists come again for every token of a text. */
  private biasesOf({ logitBias }: Sampling, banned: readonly number[]): SamplerConfig {
    if (this.biased?.banned !== banned || this.biased.logitBias !== logitBias) {
      this.biased = { banned, logitBias, biases: toBiases(logitBias, banned) };
    }
    return this.biased.biases;
  }

  /** Log-softmax of the raw logits, of the drawn token and of the likeliest ones. */
  private async tell(logitIndex: number, tokenId: number, top: number): Promise<TokenLogprob> {
    const { logits, logWeight } = await this.rawLogits(logitIndex, [tokenId]);
    const toLikelihood = (id: number, logit: number): TokenLikelihood => ({
      bytes: this.vocabulary.nameOf(id),
      logprob: logit - logWeight,
    });
    const alternatives = top === 0 ? [] : await this.likeliest(logitIndex, top);
    return {
      ...toLikelihood(tokenId, logits.get(tokenId) ?? -Infinity),
      alternatives: alternatives.map(([id, logit]) => toLikelihood(id, logit)),
    };
  }

  /** Raw logits of some tokens, and the logarithm of the sum of exp(logit) over the whole vocabulary. */
  private async rawLogits(
    logitIndex: number,
    tokenIds: readonly number[],
  ): Promise<{ logits: Map<number, number>; logWeight: number }> {
    const { all } = this.tellers();
    all.applyConfig({});
    const { context } = this.binding;
    const reply = await context.sampleToken(logitIndex, all, false, false, [tokenIds, false, false, true, 0], true);
    const logits = toPairs(reply[3] ?? []);
    const highest = Math.max(...logits.map(([, logit]) => logit));
    return { logits: new Map(logits), logWeight: highest + Math.log(reply[4] ?? 1) };
  }

  /** Most likely first. Temperature 1 leaves the logits as they are; without it top-k would be left out. */
  private async likeliest(logitIndex: number, top: number): Promise<[tokenId: number, logit: number][]> {
    const { likeliest } = this.tellers();
    likeliest.applyConfig({ temperature: 1, topK: top, seed: 0 });
    const { context } = this.binding;
    const reply = await context.sampleToken(logitIndex, likeliest, false, false, [[], false, false, false, top], false);
    return toPairs(reply[3] ?? []);
  }

  /** Made when they are needed first: each takes 2.4 MB at the full vocabulary. */
  private tellers(): { all: NativeSampler; likeliest: NativeSampler } {
    this.telling ??= { all: this.binding.createSampler(), likeliest: this.binding.createSampler() };
    return this.telling;
  }
}

function toSamplerConfig(sampling: Sampling, generated: readonly number[], vocabularySize: number): SamplerConfig {
  const { temperature, topP, topK, minP, seed, frequencyPenalty, presencePenalty, repeatPenalty } = sampling;
  const penalizes = frequencyPenalty !== 0 || presencePenalty !== 0 || repeatPenalty !== 1;
  return {
    temperature,
    topP,
    minP,
    seed: seedAt(seed, generated.length),
    // A top-k of 0, or of all, sorts the whole vocabulary (10 ms per token for 201,088 entries): only leaving it out is off.
    ...(topK !== null && topK < vocabularySize && { topK }),
    ...(penalizes && {
      repeatPenalty,
      repeatPenaltyFrequencyPenalty: frequencyPenalty,
      repeatPenaltyPresencePenalty: presencePenalty,
      repeatPenaltyMaxTokens: PENALIZED_TOKENS,
      repeatPenaltyTokens: Uint32Array.from(generated.slice(-PENALIZED_TOKENS)),
    }),
  };
}

/** What is banned stays banned, whatever bias a client gives it. */
function toBiases(logitBias: Sampling['logitBias'], banned: readonly number[]): SamplerConfig {
  const isBanned = new Set(banned);
  const biased = logitBias.filter(({ tokenId }) => !isBanned.has(tokenId));
  if (banned.length + biased.length === 0) return {};
  return {
    tokenBiasKeys: Uint32Array.from([...banned, ...biased.map(({ tokenId }) => tokenId)]),
    tokenBiasValues: Float32Array.from([...banned.map(() => -Infinity), ...biased.map(({ bias }) => bias)]),
  };
}

function toPairs(flat: readonly number[]): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[2 * index] ?? -1,
    flat[2 * index + 1] ?? -Infinity,
  ]);
}
