import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';

/**
 * What we use of node-llama-cpp below its public interface, and why: its own evaluation loop cannot bind a grammar and tell
 * logits at once, holds the context for as long as anything is queued, and gives every sequence its own sampler for each
 * call. The native objects themselves do what is needed. Their shapes are those of 3.22.1 (`llama/addon/*.cpp`), checked
 * by `openBinding` when the process starts; nothing outside this folder knows them.
 */
export interface NativeContext {
  initBatch(tokens: number): void;
  /** Adds a run of tokens; gives the places in the batch of those whose indexes are in `logitIndexes`. */
  addToBatch(sequence: number, firstPosition: number, tokens: Uint32Array, logitIndexes: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(logitIndex: number, sampler: NativeSampler): Promise<number>;
  /** The same, and of the candidates that the sampler's settings left: logits of some, and the sum of exp(logit - highest). */
  sampleToken(
    logitIndex: number,
    sampler: NativeSampler,
    probabilities: false,
    confidence: false,
    logits: [tokenIds: readonly number[], highest: boolean, lowest: boolean, selected: boolean, top: number],
    totalWeight: boolean,
  ): Promise<[tokenId: number, undefined, undefined, logits: number[] | undefined, totalWeight: number | undefined]>;
  removeTokenCellsFromSequence(sequence: number, from: number, to: number): boolean;
  getSequenceKvCacheMinPosition(sequence: number): number;
  copySequenceStateFromOtherSequence(target: number, source: number): Promise<number>;
  restoreCheckpoint(checkpoint: NativeCheckpoint, lastPosition: number, sequence: number): Promise<boolean>;
  setLoras(adapters: readonly NativeAdapter[], scales: readonly number[]): void;
}

export interface NativeSampler {
  applyConfig(config: SamplerConfig): void;
  dispose(): void;
}

/** Whatever is left out is off; `temperature` left out or 0 takes the likeliest token. */
export interface SamplerConfig {
  temperature?: number;
  minP?: number;
  topK?: number;
  topP?: number;
  seed?: number;
  repeatPenalty?: number;
  repeatPenaltyMaxTokens?: number;
  repeatPenaltyTokens?: Uint32Array;
  repeatPenaltyPresencePenalty?: number;
  repeatPenaltyFrequencyPenalty?: number;
  grammarEvaluationState?: NativeGrammarState;
  tokenBiasKeys?: Uint32Array;
  tokenBiasValues?: Float32Array;
}

export interface NativeCheckpoint {
  init(context: NativeContext, sequence: number): Promise<void>;
  dispose(): void;
  readonly size: number;
  readonly minPos: number;
  readonly maxPos: number;
}

declare const isGrammar: unique symbol;
declare const isGrammarState: unique symbol;
declare const isAdapter: unique symbol;
declare const isModel: unique symbol;
export interface NativeGrammar {
  readonly [isGrammar]: true;
}
export interface NativeGrammarState {
  readonly [isGrammarState]: true;
}
export interface NativeAdapter {
  readonly [isAdapter]: true;
}
interface NativeModel {
  readonly [isModel]: true;
}

interface NativeClasses {
  AddonSampler: {
    new (model: NativeModel): NativeSampler;
    acceptGrammarEvaluationStateToken(state: NativeGrammarState, tokenId: number): void;
  };
  AddonGrammar: new (gbnf: string, options: { addonExports: NativeClasses; rootRuleName: string }) => NativeGrammar;
  AddonGrammarEvaluationState: new (model: NativeModel, grammar: NativeGrammar) => NativeGrammarState;
  AddonContextSequenceCheckpoint: new () => NativeCheckpoint;
}

/** The native objects behind a context, with makers for those that belong to it. */
export interface LlamaBinding {
  readonly context: NativeContext;
  createSampler(): NativeSampler;
  /** Throws when llama.cpp cannot read the grammar. */
  parseGrammar(gbnf: string): NativeGrammar;
  beginGrammar(grammar: NativeGrammar): NativeGrammarState;
  /** Tells a grammar's state of a token that was not drawn under it. Throws when it does not fit. */
  acceptToken(state: NativeGrammarState, tokenId: number): void;
  createCheckpoint(sequence: number): Promise<NativeCheckpoint>;
  loadAdapter(path: string): Promise<NativeAdapter>;
}

const CONTEXT_METHODS = [
  'initBatch',
  'addToBatch',
  'decodeBatch',
  'sampleToken',
  'removeTokenCellsFromSequence',
  'getSequenceKvCacheMinPosition',
  'copySequenceStateFromOtherSequence',
  'restoreCheckpoint',
  'setLoras',
] as const satisfies readonly (keyof NativeContext)[];

/** Throws one sentence when this version of node-llama-cpp is built differently. */
export function openBinding(llama: Llama, model: LlamaModel, context: LlamaContext): LlamaBinding {
  const { _bindings: classes } = llama as unknown as { _bindings?: NativeClasses };
  const { _model: nativeModel, _getOrLoadLora: getOrLoadLora } = model as unknown as {
    _model?: NativeModel;
    _getOrLoadLora?: (path: string) => Promise<NativeAdapter>;
  };
  const { _ctx: nativeContext } = context as unknown as { _ctx?: NativeContext };
  const missing = CONTEXT_METHODS.filter((name) => typeof nativeContext?.[name] !== 'function');
  if (!classes || !nativeModel || !nativeContext || !getOrLoadLora || missing.length > 0) {
    throw new Error(`this version of node-llama-cpp is not built as 3.22.1 is (missing: ${missing.join(', ')})`);
  }
  return {
    context: nativeContext,
    createSampler: () => new classes.AddonSampler(nativeModel),
    parseGrammar: (gbnf) => new classes.AddonGrammar(gbnf, { addonExports: classes, rootRuleName: 'root' }),
    beginGrammar: (grammar) => new classes.AddonGrammarEvaluationState(nativeModel, grammar),
    acceptToken: (state, tokenId) => classes.AddonSampler.acceptGrammarEvaluationStateToken(state, tokenId),
    createCheckpoint: async (sequence) => {
      const checkpoint = new classes.AddonContextSequenceCheckpoint();
      await checkpoint.init(nativeContext, sequence);
      return checkpoint;
    },
    loadAdapter: (path) => getOrLoadLora.call(model, path),
  };
}
