import { type Llama, LlamaLogLevel, type LlamaModel, NoBinaryFoundError, getLlama } from 'node-llama-cpp';
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
  { modelPath, gpuLayers, mmap, mlock }: LlamaEngineOptions,
  onLoadProgress: (fraction: number) => void,
): Promise<LlamaModel> {
  const { logger } = llama;
  let complaint = '';
  llama.logger = (level, message) => {
    complaint ||= message.trim();
    logger(level, message);
  };
  try {
    return await llama.loadModel({ modelPath, gpuLayers, useMmap: mmap, useMlock: mlock, onLoadProgress });
  } catch (error) {
    // The log comes by another way than the failure, and may come a turn later.
    await new Promise(setImmediate);
    throw complaint === '' ? error : new Error(complaint, { cause: error });
  } finally {
    llama.logger = logger;
  }
}
