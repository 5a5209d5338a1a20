import { GgmlType, type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import type { Vocabulary } from '#harmony';
import { DecodeLoop } from './decode-loop.js';
import type { Engine } from './engine.js';
import { GrammarShelf } from './grammar-cursor.js';
import { type RoomForContext, requireRoom } from './kv-memory.js';
import { type LlamaBinding, type NativeAdapter, openBinding } from './llama-binding.js';
import { LlamaSlot, type SlotSurroundings } from './llama-slot.js';
import { loadModel, openLlama } from './load-model.js';
import type { ModelShape } from './model-file.js';
import { worthCopyingTokens } from './slot-state.js';
import type { StepLimits } from './plan-step.js';
import { TokenSampler } from './token-sampler.js';
import { WindowCheckpoints } from './window-checkpoints.js';

/** Types that keys and values may be kept in; smaller ones take less memory and cost some quality. */
export const KV_TYPES = ['f16', 'q8_0', 'q5_1', 'q5_0', 'q4_1', 'q4_0', 'f32'] as const;
export type KvType = (typeof KV_TYPES)[number];

/** A LoRA adapter, and the name by which requests choose it. */
export interface AdapterOptions {
  name: string;
  path: string;
  scale: number;
}

export interface LlamaEngineOptions {
  modelPath: string;
  gpu: 'auto' | 'cuda' | 'vulkan' | 'metal' | false;
  /** Layers on the GPU; `auto` puts there what fits. */
  gpuLayers: number | 'auto';
  slots: number;
  /** Context of each slot; `auto` takes what fits, up to what the model was trained on. */
  contextTokens: number | 'auto';
  /** Tokens per batch. */
  batchTokens: number;
  /** Prompt tokens in one step while answers are being written. */
  chunkTokens: number;
  /** Compute threads; 0 means one per core. */
  threads: number;
  flashAttention: boolean | 'auto';
  /** Keep the attention state of the sliding-window layers for the whole context, so that any prefix can be reused. */
  fullWindowCache: boolean;
  kvType: KvType;
  /** Read the file as memory; `auto` unless that keeps layers off the GPU. */
  mmap: boolean | 'auto';
  /** Forbid the system to swap the weights out. */
  mlock: boolean;
  adapters: readonly AdapterOptions[];
}

/** What an engine owns below it. */
interface Native {
  llama: Llama;
  model: LlamaModel;
  context: LlamaContext;
  loop: DecodeLoop;
}

/** gpt-oss in llama.cpp, by the binaries that come with node-llama-cpp: nothing is built or downloaded. */
export class LlamaEngine implements Engine {
  private constructor(
    readonly vocabulary: Vocabulary,
    readonly slots: readonly LlamaSlot[],
    readonly adapters: readonly string[],
    private readonly native: Native,
    /** After loading, in bytes. */
    readonly memory: EngineMemory,
  ) {}

  /** Loads the model; `onProgress` hears fractions from 0 to 1. Rejects with one sentence when it cannot be loaded. */
  static async load(
    options: LlamaEngineOptions,
    file: { vocabulary: Vocabulary; shape: ModelShape },
    onProgress: (fraction: number) => void,
  ): Promise<LlamaEngine> {
    const llama = await openLlama(options);
    const model = await loadModel(llama, options, onProgress);
    requireRoom(file.shape, options, await roomForContext(llama, model, file.shape));
    const context = await createContext(model, options);
    const binding = openBinding(llama, model, context);
    const adapters = await loadAdapters(binding, options.adapters);
    const loop = createLoop(binding, options, adapters);
    const slots = createSlots(binding, loop, { ...options, contextTokens: context.contextSize }, file);
    const native = { llama, model, context, loop };
    return new LlamaEngine(file.vocabulary, slots, [...adapters.keys()], native, await measureMemory(native));
  }

  /** One position is kept free, as llama.cpp keeps it. */
  get contextTokens(): number {
    return this.native.context.contextSize - 1;
  }

  /** The device that computes; `none` is the CPU. */
  get gpu(): string {
    return this.native.llama.gpu === false ? 'none' : this.native.llama.gpu;
  }

  /** How many layers the GPU has, the output layer counted as one. */
  get gpuLayers(): number {
    return this.native.model.gpuLayers;
  }

  get flashAttention(): boolean | 'auto' {
    return this.native.context.flashAttention;
  }

  /** A step that is under way ends first: llama.cpp must not lose its memory while it computes. */
  async close(): Promise<void> {
    await this.native.loop.stop();
    await this.native.llama.dispose();
  }
}

/** What a loaded model takes, and what is left where its context lives: on the GPU if there is one. */
export interface EngineMemory {
  weightsBytes: number;
  contextBytes: number;
  freeBytes: number;
}

async function roomForContext(llama: Llama, model: LlamaModel, { layers }: ModelShape): Promise<RoomForContext> {
  const memoryBytes = process.availableMemory();
  if (llama.gpu === false) return { memoryBytes, gpuBytes: 0, gpuShare: 0 };
  const { free } = await llama.getVramState();
  return { memoryBytes, gpuBytes: free, gpuShare: Math.min(1, model.gpuLayers / layers) };
}

async function measureMemory(native: {
  llama: Llama;
  model: LlamaModel;
  context: LlamaContext;
}): Promise<EngineMemory> {
  const { ram, vram } = native.context.memoryUsage;
  const freeBytes = native.llama.gpu === false ? process.availableMemory() : (await native.llama.getVramState()).free;
  return { weightsBytes: native.model.size, contextBytes: ram + vram, freeBytes };
}

function createContext(model: LlamaModel, options: LlamaEngineOptions): Promise<LlamaContext> {
  const kvType = GgmlType[options.kvType.toUpperCase() as keyof typeof GgmlType];
  return model.createContext({
    sequences: options.slots,
    contextSize: options.contextTokens,
    batchSize: options.batchTokens,
    threads: options.threads,
    flashAttention: options.flashAttention,
    swaFullCache: options.fullWindowCache,
    experimentalKvCacheKeyType: kvType,
    experimentalKvCacheValueType: kvType,
  });
}

type Adapters = ReadonlyMap<string, { adapter: NativeAdapter; scale: number }>;

async function loadAdapters(binding: LlamaBinding, wanted: readonly AdapterOptions[]): Promise<Adapters> {
  const adapters = new Map<string, { adapter: NativeAdapter; scale: number }>();
  for (const { name, path, scale } of wanted) {
    try {
      adapters.set(name, { adapter: await binding.loadAdapter(path), scale });
    } catch (error) {
      throw new Error(`the adapter ${name} (${path}) does not load with this model`, { cause: error });
    }
  }
  return adapters;
}

function createSlots(
  binding: LlamaBinding,
  loop: DecodeLoop,
  options: LlamaEngineOptions & { contextTokens: number },
  { vocabulary, shape }: { vocabulary: Vocabulary; shape: ModelShape },
): readonly LlamaSlot[] {
  const { slots: count, chunkTokens, fullWindowCache, contextTokens } = options;
  const grammars = new GrammarShelf(binding);
  const surroundings: SlotSurroundings = {
    loop,
    context: binding.context,
    slots: () => slots,
    chunkTokens,
    worthCopyingTokens: worthCopyingTokens(contextTokens),
  };
  const slots = Array.from({ length: count }, (_, index) => {
    const sampler = new TokenSampler(binding, grammars, vocabulary);
    const checkpoints = fullWindowCache ? null : new WindowCheckpoints(binding, index, shape.windowTokens);
    return new LlamaSlot(index, surroundings, sampler, checkpoints);
  });
  return slots;
}

function createLoop({ context }: LlamaBinding, limits: StepLimits, adapters: Adapters): DecodeLoop {
  return new DecodeLoop(context, limits, (name) => {
    const chosen = name === null ? undefined : adapters.get(name);
    context.setLoras(chosen ? [chosen.adapter] : [], chosen ? [chosen.scale] : []);
  });
}
