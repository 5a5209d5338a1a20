import { renderPrompt } from '#harmony';
import type { Conversation, Generation } from '#protocol';
import { PLAIN_SAMPLING, sampleGeneration } from '../../../../test/support/sample-generation.js';
import { GenerationProgress } from '../generation/generation-progress.js';
import { nextTokens, pushAll } from '../generation/next-tokens.js';
import type { DrawnToken, EngineSlot, PrefillOptions } from './engine.js';
import { LlamaEngine, type LlamaEngineOptions } from './llama-engine.js';
import { type ModelFile, readModelFile } from './model-file.js';

export const TINY_MODEL = 'models/tiny-gpt-oss/tiny-gpt-oss.gguf';

export const TINY_OPTIONS: LlamaEngineOptions = {
  modelPath: TINY_MODEL,
  gpu: false,
  gpuLayers: 0,
  slots: 3,
  contextTokens: 2_048,
  batchTokens: 128,
  chunkTokens: 32,
  threads: 1,
  flashAttention: 'auto',
  fullWindowCache: true,
  kvType: 'f16',
  mmap: 'auto',
  mlock: false,
  adapters: [],
};

/** The real llama.cpp with the tiny model, and what is needed to let it answer. */
export class TinyEngine {
  private constructor(
    readonly engine: LlamaEngine,
    readonly file: ModelFile,
  ) {}

  static async load(options: Partial<LlamaEngineOptions> = {}): Promise<TinyEngine> {
    const file = await readModelFile(options.modelPath ?? TINY_MODEL);
    return new TinyEngine(await LlamaEngine.load({ ...TINY_OPTIONS, ...options }, file, () => undefined), file);
  }

  slot(index: number): EngineSlot {
    const slot = this.engine.slots[index];
    if (!slot) throw new Error(`There is no slot ${index}`);
    return slot;
  }

  promptOf(text: string, conversation: Partial<Conversation> = {}): number[] {
    const messages = [{ type: 'user' as const, text }];
    return renderPrompt({ ...EMPTY_CONVERSATION, messages, ...conversation }, this.file.vocabulary);
  }

  /** A greedy generation, unless something else is said. */
  generationOf(promptTokenIds: readonly number[], overrides: Partial<Generation> = {}): Generation {
    const sampling = { ...PLAIN_SAMPLING, seed: 1, temperature: 0 };
    return sampleGeneration({ promptTokenIds, sampling, ...overrides });
  }

  /** Runs a generation in a slot to its end, after `logged` tokens that are there already. */
  async run(slotIndex: number, generation: Generation, options: RunOptions = {}): Promise<RunOutcome> {
    const slot = this.slot(slotIndex);
    const progress = new GenerationProgress(generation, this.file.vocabulary);
    const logged = options.logged ?? [];
    for (const tokenId of logged) progress.push(tokenId);
    const reused = await slot.prefill([...generation.promptTokenIds, ...logged], {
      adapter: null,
      priority: 1,
      signal: new AbortController().signal,
      ...options.prefill,
    });
    const drawn: DrawnToken[] = [];
    for (let isOver = false; !isOver;) {
      const next = await nextTokens(slot, progress);
      const { tokenIds, finished } = pushAll(progress, next);
      drawn.push(...next.slice(0, tokenIds.length));
      isOver = finished !== null;
    }
    slot.rest();
    return { reused, tokenIds: progress.generated, drawn, text: this.textOf(progress.generated) };
  }

  textOf(tokenIds: readonly number[]): string {
    return Buffer.concat(tokenIds.map((tokenId) => this.file.vocabulary.nameOf(tokenId))).toString();
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}

export interface RunOptions {
  logged?: readonly number[];
  prefill?: Partial<PrefillOptions>;
}

export interface RunOutcome {
  reused: number;
  tokenIds: readonly number[];
  drawn: readonly DrawnToken[];
  text: string;
}

const EMPTY_CONVERSATION: Conversation = {
  instructions: '',
  messages: [],
  tools: [],
  responseFormats: [],
  reasoningEffort: 'medium',
  currentDate: '2026-11-24',
};
