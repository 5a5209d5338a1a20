import {
  type Llama,
  LlamaLogLevel,
  type LlamaModel,
  type LlamaModelOptions,
  NoBinaryFoundError,
  getLlama,
} from 'node-llama-cpp';
import type { LlamaEngineOptions } from './llama-engine.js';

/** llama.cpp for the wanted device. Rejects with one sentence when there is no such device, or no binary for it. */
export async function openLlama({ gpu, threads }: Pick<LlamaEngineOptions, 'gpu' | 'threads'>): Promise<Llama> {
  try {
    return await getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: threads,
      logLevel: LlamaLogLevel.error,
    });
  } catch (error) {
    if (!(error instanceof NoBinaryFoundError)) throw error;
    throw new Error(`llama.cpp cannot use "${String(gpu)}" on this machine: set WORKER_GPU to auto or none`, {
      cause: error,
    });
  }
}

/** llama.cpp says only in its log why a model cannot be loaded: its first complaint is the reason. */
export async function loadModel(
  llama: Llama,
  options: LlamaEngineOptions,
  onLoadProgress: (fraction: number) => void,
): Promise<LlamaModel> {
  const { logger } = llama;
  let complaint = '';
  llama.logger = (level, message) => {
    complaint ||= message.trim();
    logger(level, message);
  };
  try {
    return await llama.loadModel({
      modelPath: options.modelPath,
      gpuLayers: layersFor(options),
      useMmap: options.mmap,
      useMlock: options.mlock,
      defaultContextFlashAttention: options.flashAttention,
      defaultContextSwaFullCache: options.fullWindowCache,
      onLoadProgress,
    });
  } catch (error) {
    // The log comes by another way than the failure, and may come a turn later.
    await new Promise(setImmediate);
    throw complaint === '' ? error : new Error(complaint, { cause: error });
  } finally {
    llama.logger = logger;
  }
}

/** Layers that fit are counted with all slots' context in mind, if it is known; it is asked for as one long one. */
function layersFor({
  gpuLayers,
  slots,
  contextTokens,
}: LlamaEngineOptions): NonNullable<LlamaModelOptions['gpuLayers']> {
  if (gpuLayers !== 'auto' || contextTokens === 'auto') return gpuLayers;
  return { fitContext: { contextSize: slots * contextTokens } };
}
