import type { KvType, LlamaEngine, LlamaEngineOptions } from '../engine/llama-engine.js';
import type { ModelShape } from '../engine/model-file.js';

/** Bytes per value; the quantized types store blocks of 32 with their scale (ggml's block sizes). */
const KV_BYTES: Record<KvType, number> = {
  f32: 4,
  f16: 2,
  q8_0: 34 / 32,
  q5_1: 24 / 32,
  q5_0: 22 / 32,
  q4_1: 20 / 32,
  q4_0: 18 / 32,
};

/** What attention state takes, by the architecture alone. */
export interface KvPlan {
  /** For every token of a slot's context. */
  kvBytesPerToken: number;
  /** For every slot, however short its context is: the windows. */
  windowBytesPerSlot: number;
  kvBytesPerSlot: number;
}

/**
 * Keys and values of all layers that look at the whole context, for every token; of the windowed ones, which are every
 * other, for every token too with the full cache, else for one window and one batch.
 */
export function planKv(
  shape: ModelShape,
  options: { contextTokens: number; batchTokens: number; kvType: KvType; fullWindowCache: boolean },
): KvPlan {
  const bytesPerLayer = 2 * shape.keyValueHeads * shape.headLength * KV_BYTES[options.kvType];
  const windowedLayers = Math.ceil(shape.layers / 2);
  const wholeLayers = options.fullWindowCache ? shape.layers : shape.layers - windowedLayers;
  const windowTokens = Math.min(options.contextTokens, shape.windowTokens + options.batchTokens);
  const kvBytesPerToken = wholeLayers * bytesPerLayer;
  const windowBytesPerSlot = options.fullWindowCache ? 0 : windowedLayers * bytesPerLayer * windowTokens;
  return {
    kvBytesPerToken,
    windowBytesPerSlot,
    kvBytesPerSlot: kvBytesPerToken * options.contextTokens + windowBytesPerSlot,
  };
}

/** The line in the log that says what a worker was given, what it takes, and how many more slots would fit. */
export function describePlan(engine: LlamaEngine, shape: ModelShape, options: LlamaEngineOptions) {
  const { contextTokens, memory } = engine;
  const kv = planKv(shape, { ...options, contextTokens });
  return {
    weightsBytes: memory.weightsBytes,
    ...kv,
    contextBytes: memory.contextBytes,
    slots: engine.slots.length,
    contextTokens,
    trainedContextTokens: shape.trainedContextTokens,
    slotsThatFit: engine.slots.length + Math.max(0, Math.floor(memory.freeBytes / kv.kvBytesPerSlot)),
    freeBytes: memory.freeBytes,
    gpu: engine.gpu,
    gpuLayers: `${engine.gpuLayers} of ${shape.layers + 1}`,
    kvType: options.kvType,
    flashAttention: engine.flashAttention,
    windowCache: options.fullWindowCache
      ? 'full: any prefix is reused'
      : 'windows: prompts are reused from checkpoints',
    adapters: engine.adapters,
  };
}
