import { planKv } from '../engine/kv-memory.js';
import type { LlamaEngine, LlamaEngineOptions } from '../engine/llama-engine.js';
import type { ModelShape } from '../engine/model-file.js';

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
    contextChosen:
      options.contextTokens === 'auto' ? 'what fits, up to what the model was trained on' : 'as configured',
    trainedContextTokens: shape.trainedContextTokens,
    slotsThatFit: engine.slots.length + Math.max(0, Math.floor(memory.freeBytes / kv.kvBytesPerSlot)),
    freeBytes: memory.freeBytes,
    gpu: engine.gpu,
    gpuLayers: `${engine.gpuLayers} of ${shape.layers + 1}`,
    layersChosen: options.gpuLayers === 'auto' ? 'what fits' : 'as configured',
    kvType: options.kvType,
    flashAttention: engine.flashAttention,
    windowCache: options.fullWindowCache
      ? 'full: any prefix is reused'
      : 'windows: prompts are reused from checkpoints',
    adapters: engine.adapters,
  };
}
