import { bool, makeValidator, str, wholeNumber, wholeNumberOrAuto } from '#config';
import { type AdapterOptions, KV_TYPES, type KvType, type LlamaEngineOptions } from './engine/llama-engine.js';

const SWITCH = ['auto', 'on', 'off'] as const;

/** Adapters as `name=path` or `name=path@scale`, separated by commas. */
const adapters = makeValidator<readonly AdapterOptions[]>((text) =>
  text.split(',').map((one) => toAdapter(one.trim())),
);

function toAdapter(text: string): AdapterOptions {
  const [, name, path, scale] = /^([\w.-]{1,64})=(.+?)(?:@([\d.]+))?$/.exec(text) ?? [];
  if (!name || !path || !(Number(scale ?? 1) > 0)) throw new Error(`"${text}" is not name=path or name=path@scale`);
  return { name, path, scale: Number(scale ?? 1) };
}

/** How the model is run. */
export const ENGINE_SETTINGS = {
  WORKER_SLOTS: wholeNumber({ min: 1, max: 256 })({ default: 8 }),
  WORKER_CONTEXT_TOKENS: wholeNumberOrAuto({ min: 256, max: 1_048_576 })({ default: 'auto' }),
  WORKER_BATCH_TOKENS: wholeNumber({ min: 32, max: 8_192 })({ default: 512 }),
  WORKER_PREFILL_CHUNK_TOKENS: wholeNumberOrAuto({ min: 16, max: 8_192 })({ default: 'auto' }),
  WORKER_THREADS: wholeNumber({ min: 0, max: 256 })({ default: 0 }),
  WORKER_GPU: str({ default: 'auto', choices: ['auto', 'cuda', 'vulkan', 'metal', 'none'] }),
  WORKER_GPU_LAYERS: wholeNumberOrAuto({ min: 0, max: 1_000 })({ default: 'auto' }),
  WORKER_FLASH_ATTENTION: str({ default: 'auto', choices: SWITCH }),
  WORKER_FULL_WINDOW_CACHE: bool({ default: true }),
  WORKER_KV_TYPE: str({ default: 'f16', choices: KV_TYPES }),
  WORKER_MMAP: str({ default: 'auto', choices: SWITCH }),
  WORKER_MLOCK: bool({ default: false }),
  WORKER_LORA: adapters({ default: [] }),
};

interface EngineSettings {
  WORKER_SLOTS: number;
  WORKER_CONTEXT_TOKENS: number | 'auto';
  WORKER_BATCH_TOKENS: number;
  WORKER_PREFILL_CHUNK_TOKENS: number | 'auto';
  WORKER_THREADS: number;
  WORKER_GPU: string;
  WORKER_GPU_LAYERS: number | 'auto';
  WORKER_FLASH_ATTENTION: string;
  WORKER_FULL_WINDOW_CACHE: boolean;
  WORKER_KV_TYPE: string;
  WORKER_MMAP: string;
  WORKER_MLOCK: boolean;
  WORKER_LORA: readonly AdapterOptions[];
}

export function toEngineOptions(modelPath: string, settings: EngineSettings): LlamaEngineOptions {
  const { WORKER_PREFILL_CHUNK_TOKENS: chunkTokens, WORKER_BATCH_TOKENS: batchTokens } = settings;
  return {
    modelPath,
    gpu: settings.WORKER_GPU === 'none' ? false : (settings.WORKER_GPU as 'auto' | 'cuda' | 'vulkan' | 'metal'),
    gpuLayers: settings.WORKER_GPU_LAYERS,
    slots: settings.WORKER_SLOTS,
    contextTokens: settings.WORKER_CONTEXT_TOKENS,
    batchTokens,
    // What is left of a batch when every other slot has put its next token into it.
    chunkTokens: chunkTokens === 'auto' ? Math.max(16, batchTokens - settings.WORKER_SLOTS) : chunkTokens,
    threads: settings.WORKER_THREADS,
    flashAttention: toSwitch(settings.WORKER_FLASH_ATTENTION),
    fullWindowCache: settings.WORKER_FULL_WINDOW_CACHE,
    kvType: settings.WORKER_KV_TYPE as KvType,
    mmap: toSwitch(settings.WORKER_MMAP),
    mlock: settings.WORKER_MLOCK,
    adapters: settings.WORKER_LORA,
  };
}

function toSwitch(text: string): boolean | 'auto' {
  return text === 'auto' ? 'auto' : text === 'on';
}
