import { renderPrompt } from '#harmony';
import type { Sampling } from '#protocol';
import { LlamaEngine, type LlamaEngineOptions } from '../../apps/worker/src/engine/llama-engine.js';
import { readModelFile } from '../../apps/worker/src/engine/model-file.js';
import { GenerationProgress } from '../../apps/worker/src/generation/generation-progress.js';
import { nextTokens, pushAll } from '../../apps/worker/src/generation/next-tokens.js';
import { SlotTable } from '../../apps/worker/src/slots/slot-table.js';
import type { Contender } from './contender.js';
import type { BenchOptions } from './options.js';
import { StreamTimeline, type RequestOutcome } from './stream-timeline.js';

const SLOTS = 8;
const SAMPLING: Omit<Sampling, 'seed'> = {
  temperature: 1,
  topP: 1,
  topK: null,
  minP: 0,
  frequencyPenalty: 0,
  presencePenalty: 0,
  repeatPenalty: 1,
  logitBias: [],
};

/**
 * The worker's engine loop in this very process: the same slots, sampling and Harmony parsing, but no HTTP, no queue, no
 * log and no relay. What a server takes longer than this is what its chain adds.
 */
export async function loadBareEngine(modelPath: string, { prompt, maxTokens }: BenchOptions): Promise<Contender> {
  const file = await readModelFile(modelPath);
  const { vocabulary, name } = file;
  const engine = await LlamaEngine.load(engineOptions(modelPath), file, () => undefined);
  const slots = new SlotTable(engine.slots);
  const conversation = {
    instructions: '',
    messages: [{ type: 'user' as const, text: prompt }],
    tools: [],
    responseFormats: [],
    reasoningEffort: 'medium' as const,
    currentDate: new Date().toISOString().slice(0, 10),
  };
  const promptTokenIds = renderPrompt(conversation, vocabulary);
  const limits = {
    stop: [],
    maxOutputTokens: maxTokens,
    toolNames: [],
    rules: { callableTools: [], mustCall: false, answerGrammar: null, reasoningBudgetTokens: null },
    topLogprobs: null,
    adapter: null,
    class: 'interactive',
    tenant: 'bench',
  } as const;

  async function send(): Promise<RequestOutcome> {
    const startedAtMs = performance.now();
    await slots.reserve();
    const claim = slots.claim(promptTokenIds, null);
    const sampling = { ...SAMPLING, seed: Math.floor(Math.random() * 2 ** 32) };
    const generation = { id: '', model: '', vocabularyHash: '', promptTokenIds, sampling, acceptedAtMs: 0, ...limits };
    const progress = new GenerationProgress(generation, vocabulary);
    const timeline = new StreamTimeline();
    try {
      await claim.slot.prefill(promptTokenIds, { adapter: null, priority: 0, signal: new AbortController().signal });
      for (let isOver = false; !isOver;) {
        const { events, finished } = pushAll(progress, await nextTokens(claim.slot, generation, progress));
        const carriesAnswer = events.some(({ type }) => type === 'content-delta');
        const carriesToken = carriesAnswer || events.some((event) => 'text' in event);
        const completionTokens = progress.completionTokens;
        timeline.take(
          { type: 'chunk', carriesToken, carriesAnswer, completionTokens },
          performance.now() - startedAtMs,
        );
        isOver = finished !== null;
      }
    } finally {
      claim.release();
    }
    timeline.take({ type: 'done' }, performance.now() - startedAtMs);
    return timeline.outcome();
  }

  return { label: 'the bare engine', model: name ?? modelPath, send, close: () => engine.close() };
}

/** What a worker does by default, on one thread. */
function engineOptions(modelPath: string): LlamaEngineOptions {
  return {
    modelPath,
    gpu: false,
    gpuLayers: 0,
    slots: SLOTS,
    contextTokens: 'auto',
    batchTokens: 512,
    chunkTokens: 512 - SLOTS,
    threads: 1,
    flashAttention: 'auto',
    fullWindowCache: true,
    kvType: 'f16',
    mmap: 'auto',
    mlock: false,
    adapters: [],
  };
}
