import { type Llama, type LlamaContext, LlamaLogLevel, type LlamaModel, getLlama } from 'node-llama-cpp';
import type { Vocabulary } from '#harmony';
import type { Engine } from './engine.js';
import { LlamaSlot } from './llama-slot.js';
import { StepGate } from './step-gate.js';

export interface LlamaEngineOptions {
  modelPath: string;
  gpu: 'auto' | 'cuda' | 'vulkan' | 'metal' | false;
  /** Layers on the GPU; `auto` puts there what fits. */
  gpuLayers: number | 'auto';
  slots: number;
  /** Context of each slot; `auto` takes what fits, up to what the model was trained on. */
  contextTokens: number | 'auto';
  /** Tokens per batch, and therefore the size of a prefill chunk. */
  batchTokens: number;
  /** Compute threads; 0 means one per core. */
  threads: number;
  flashAttention: boolean | 'auto';
  /** Keep the attention state of the sliding-window layers for the whole context, so that any prefix can be reused. */
  fullWindowCache: boolean;
}

/** What a loaded model takes, for the line in the log that says what fits. */
export interface EngineFootprint {
  modelBytes: number;
  contextBytes: number;
  gpu: string;
  slots: number;
  contextTokens: number;
}

/** gpt-oss in llama.cpp, by the binaries that come with node-llama-cpp: nothing is built or downloaded. */
export class LlamaEngine implements Engine {
  private constructor(
    private readonly llama: Llama,
    private readonly model: LlamaModel,
    private readonly context: LlamaContext,
    readonly vocabulary: Vocabulary,
    readonly slots: readonly LlamaSlot[],
  ) {}

  /** Loads the model; `onProgress` hears fractions from 0 to 1. Rejects when llama.cpp cannot load it. */
  static async load(
    options: LlamaEngineOptions,
    vocabulary: Vocabulary,
    onProgress: (fraction: number) => void,
  ): Promise<LlamaEngine> {
    const llama = await getLlama({
      gpu: options.gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: options.threads,
      logLevel: LlamaLogLevel.error,
    });
    const model = await loadModel(llama, options, onProgress);
    const context = await model.createContext({
      sequences: options.slots,
      contextSize: options.contextTokens,
      batchSize: options.batchTokens,
      threads: options.threads,
      flashAttention: options.flashAttention,
      swaFullCache: options.fullWindowCache,
    });
    const gate = new StepGate(() => context.dispatchPendingBatch());
    // A chunk leaves room in its batch for the next token of every other slot.
    const chunkTokens = Math.max(1, options.batchTokens - options.slots);
    const slots = Array.from(
      { length: options.slots },
      (_, index) =>
        new LlamaSlot(index, context.getSequence({ contextShift: { strategy: refuseToForget } }), gate, chunkTokens),
    );
    return new LlamaEngine(llama, model, context, vocabulary, slots);
  }

  /** llama.cpp would make room by dropping the beginning of a full context; one position is kept free so that it never does. */
  get contextTokens(): number {
    return this.context.contextSize - 1;
  }

  get footprint(): EngineFootprint {
    return {
      modelBytes: this.model.size,
      contextBytes: this.context.memoryUsage.ram + this.context.memoryUsage.vram,
      gpu: this.llama.gpu === false ? 'none' : this.llama.gpu,
      slots: this.slots.length,
      contextTokens: this.contextTokens,
    };
  }

  async close(): Promise<void> {
    await this.llama.dispose();
  }
}

/** llama.cpp says only in its log why a model cannot be loaded: its first complaint is the reason. */
async function loadModel(
  llama: Llama,
  { modelPath, gpuLayers }: LlamaEngineOptions,
  onLoadProgress: (fraction: number) => void,
): Promise<LlamaModel> {
  const { logger } = llama;
  let complaint = '';
  llama.logger = (level, message) => {
    complaint ||= message.trim();
    logger(level, message);
  };
  try {
    return await llama.loadModel({ modelPath, gpuLayers, onLoadProgress });
  } catch (error) {
    // The log comes by another way than the failure, and may come a turn later.
    await new Promise(setImmediate);
    throw complaint === '' ? error : new Error(complaint, { cause: error });
  } finally {
    llama.logger = logger;
  }
}

/** A full context must never be made to fit by dropping its beginning: that would change the answer without a word. */
function refuseToForget(): never {
  throw new Error('The context is full');
}
