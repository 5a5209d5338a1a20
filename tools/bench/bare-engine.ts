import { renderPrompt } from '#harmony';
import type { Sampling } from '#protocol';
import { LlamaEngine } from '../../apps/worker/src/engine/llama-engine.js';
import { readModelFile } from '../../apps/worker/src/engine/model-file.js';
import { GenerationProgress } from '../../apps/worker/src/generation/generation-progress.js';
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
};

/**
 * The worker's engine loop in this very process: the same slots, sampling and Harmony parsing, but no HTTP, no queue, no
 * log and no relay. What a server takes longer than this is what its chain adds.
 */
export async function loadBareEngine(modelPath: string, { prompt, maxTokens }: BenchOptions): Promise<Contender> {
  const { vocabulary, name } = await readModelFile(modelPath);
  const settings = {
    modelPath,
    gpu: false,
    gpuLayers: 0,
    slots: SLOTS,
    contextTokens: 'auto',
    batchTokens: 512,
    threads: 1,
  } as const;
  const engine = await LlamaEngine.load(
    { ...settings, flashAttention: 'auto', fullWindowCache: true },
    vocabulary,
    () => undefined,
  );
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
    class: 'interactive',
    tenant: 'bench',
  } as const;

  async function send(): Promise<RequestOutcome> {
    const startedAtMs = performance.now();
    await slots.reserve();
    const claim = slots.claim(promptTokenIds);
    const sampling = { ...SAMPLING, seed: Math.floor(Math.random() * 2 ** 32) };
    const generation = { id: '', model: '', vocabularyHash: '', promptTokenIds, sampling, acceptedAtMs: 0, ...limits };
    const progress = new GenerationProgress(generation, vocabulary);
    const timeline = new StreamTimeline();
    try {
      await claim.slot.prefill(promptTokenIds, new AbortController().signal);
      for await (const token of claim.slot.decode(sampling)) {
        const { events, finished } = progress.push(token);
        const carriesAnswer = events.some(({ type }) => type === 'content-delta');
        const carriesToken = carriesAnswer || events.some((event) => 'text' in event);
        const completionTokens = progress.completionTokens;
        timeline.take(
          { type: 'chunk', carriesToken, carriesAnswer, completionTokens },
          performance.now() - startedAtMs,
        );
        if (finished) break;
      }
    } finally {
      claim.release();
    }
    timeline.take({ type: 'done' }, performance.now() - startedAtMs);
    return timeline.outcome();
  }

  return { label: 'the bare engine', model: name ?? modelPath, send, close: () => engine.close() };
}
