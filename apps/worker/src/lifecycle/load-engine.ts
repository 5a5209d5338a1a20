import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Logger } from '#telemetry';
import type { Engine } from '../engine/engine.js';
import { LlamaEngine } from '../engine/llama-engine.js';
import { type ModelFile, readModelFile } from '../engine/model-file.js';
import { ScriptedEngine, type TokenScript } from '../engine/scripted-engine.js';
import { LogObserver } from '../model-files/log-observer.js';
import { showSource } from '../model-files/model-source.js';
import { resolveModelFile } from '../model-files/resolve-model-file.js';
import type { WorkerConfig } from '../worker.config.js';
import { describePlan } from './memory-plan.js';

const SCRIPTED_CONTEXT_TOKENS = 4_096;

export interface LoadedModel {
  /** The name under which it is served. */
  name: string;
  engine: Engine;
}

/** Loads what the configuration names, and fetches it first if it is not here. Rejects with one sentence that says why not. */
export async function loadEngine(config: WorkerConfig, logger: Logger): Promise<LoadedModel> {
  const source = config.engine.modelPath;
  try {
    const model = await resolveModelFile(source, config.modelFiles, new LogObserver(logger));
    const file = await readModelFile(model.path);
    const engine = config.scriptFile
      ? loadScripts(config.scriptFile, file, config)
      : await loadLlama(config, model.path, file, logger);
    return { name: config.modelName ?? model.name ?? file.name ?? basename(model.path, '.gguf'), engine };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The model ${showSource(source)} cannot be served: ${reason}`, { cause: error });
  }
}

async function loadLlama(config: WorkerConfig, modelPath: string, file: ModelFile, logger: Logger): Promise<Engine> {
  let reported = 0;
  const engine = await LlamaEngine.load({ ...config.engine, modelPath }, file, (fraction) => {
    if (fraction < reported + 0.1) return;
    reported = fraction;
    logger.info({ loadedPercent: Math.round(fraction * 100) }, 'loading the model');
  });
  logger.info(describePlan(engine, file.shape, config.engine), 'the model is loaded');
  return engine;
}

function loadScripts(path: string, file: ModelFile, config: WorkerConfig): Engine {
  const scripts = JSON.parse(readFileSync(path, 'utf8')) as TokenScript[];
  return new ScriptedEngine(
    file.vocabulary,
    scripts,
    config.engine.slots,
    config.engine.contextTokens === 'auto' ? SCRIPTED_CONTEXT_TOKENS : config.engine.contextTokens,
  );
}
