import type { KvType, LlamaEngineOptions } from './llama-engine.js';
import type { ModelShape } from './model-file.js';

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
  const windowTokens = Math.min(options.contextTokens, roundUp(shape.windowTokens + options.batchTokens));
  const kvBytesPerToken = wholeLayers * bytesPerLayer;
  const windowBytesPerSlot = options.fullWindowCache ? 0 : windowedLayers * bytesPerLayer * windowTokens;
  return {
    kvBytesPerToken,
    windowBytesPerSlot,
    kvBytesPerSlot: kvBytesPerToken * options.contextTokens + windowBytesPerSlot,
  };
}

/** llama.cpp keeps caches in pieces of this many tokens (`llama-kv-cache-iswa.cpp`). */
function roundUp(tokens: number): number {
  return Math.ceil(tokens / 256) * 256;
}

/** Bytes that are free, and how much of the model's layers lives on the GPU. */
export interface RoomForContext {
  memoryBytes: number;
  gpuBytes: number;
  /** From 0 to 1. */
  gpuShare: number;
}

/**
 * Throws one sentence with the numbers when keys and values of a context that was asked for in so many words do not fit:
 * llama.cpp itself would take the memory and fail later, or not at all.
 */
export function requireRoom(
  shape: ModelShape,
  options: Pick<LlamaEngineOptions, 'slots' | 'contextTokens' | 'batchTokens' | 'kvType' | 'fullWindowCache'>,
  room: RoomForContext,
): void {
  const { contextTokens, slots } = options;
  if (contextTokens === 'auto') return;
  const neededBytes = slots * planKv(shape, { ...options, contextTokens }).kvBytesPerSlot;
  const places = [
    { name: 'GPU memory', needed: neededBytes * room.gpuShare, free: room.gpuBytes },
    { name: 'memory', needed: neededBytes * (1 - room.gpuShare), free: room.memoryBytes },
  ];
  const tooSmall = places.find(({ needed, free }) => needed > free);
  if (!tooSmall) return;
  throw new Error(
    `${slots} slots of ${contextTokens} tokens take ${gigabytes(tooSmall.needed)} of ${tooSmall.name} for keys and values, ` +
      `and ${gigabytes(tooSmall.free)} are free: lower WORKER_SLOTS or WORKER_CONTEXT_TOKENS, choose a smaller ` +
      `WORKER_KV_TYPE, or set WORKER_FULL_WINDOW_CACHE=false`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
