import { renderPrompt, type Vocabulary } from '#harmony';
import type { Conversation, Generation } from '#protocol';
import { LlamaEngine } from '../../apps/worker/src/engine/llama-engine.js';
import { readModelFile } from '../../apps/worker/src/engine/model-file.js';
import { GenerationProgress } from '../../apps/worker/src/generation/generation-progress.js';
import { nextTokens, pushAll } from '../../apps/worker/src/generation/next-tokens.js';
import { type SlotClaim, SlotTable } from '../../apps/worker/src/slots/slot-table.js';
import { PLAIN_SAMPLING } from '../../test/support/sample-generation.js';
import { type ChatEvent, NO_USAGE } from './chat-event.js';
import type { ChatMessage, ChatQuestion, TokenListener } from './chat-question.js';
import type { Contender } from './contender.js';
import { describeThrown } from './describe-thrown.js';
import { StreamTimeline, type RequestOutcome } from './stream-timeline.js';

const SLOTS = 8;

/** The worker's engine on the CPU with one thread, and nothing of the worker around it. */
export async function openEngine(modelPath: string, slots: number) {
  const file = await readModelFile(modelPath);
  const engine = await LlamaEngine.load(
    {
      modelPath,
      gpu: false,
      gpuLayers: 0,
      slots,
      contextTokens: 'auto',
      batchTokens: 512,
      chunkTokens: 512,
      threads: 1,
      flashAttention: 'auto',
      fullWindowCache: true,
      kvType: 'f16',
      mmap: 'auto',
      mlock: false,
      adapters: [],
    },
    file,
    () => undefined,
  );
  return { engine, vocabulary: file.vocabulary, name: file.name ?? modelPath };
}

/**
 * The worker's engine loop in this very process: the same slots, sampling and Harmony parsing, but no HTTP, no queue, no
 * log and no relay. What a server takes longer than this is what its chain adds.
 */
export async function loadBareEngine(modelPath: string): Promise<Contender> {
  const { engine, vocabulary, name } = await openEngine(modelPath, SLOTS);
  const slots = new SlotTable(engine.slots);
  return {
    label: 'the bare engine',
    model: name,
    send: (question, onToken) => generate(question, vocabulary, slots, onToken),
    close: () => engine.close(),
  };
}

async function generate(
  question: ChatQuestion,
  vocabulary: Vocabulary,
  slots: SlotTable,
  onToken?: TokenListener,
): Promise<RequestOutcome> {
  const sentAtMs = performance.now();
  const timeline = new StreamTimeline(onToken && ((atMs) => onToken(sentAtMs + atMs)));
  const generation = toGeneration(question, vocabulary);
  await slots.reserve();
  const claim = slots.claim(generation.promptTokenIds, null);
  try {
    await decode(claim.slot, generation, new GenerationProgress(generation, vocabulary), (event) =>
      timeline.take(event, performance.now() - sentAtMs),
    );
  } catch (error) {
    return { type: 'failed', reason: describeThrown(error) };
  } finally {
    claim.release();
  }
  return timeline.outcome();
}

async function decode(
  slot: SlotClaim['slot'],
  generation: Generation,
  progress: GenerationProgress,
  onEvent: (event: ChatEvent) => void,
): Promise<void> {
  const { signal } = new AbortController();
  const reused = await slot.prefill(generation.promptTokenIds, { adapter: null, priority: 0, signal });
  for (let isFinished = false; !isFinished;) {
    const { events, finished } = pushAll(progress, await nextTokens(slot, progress));
    isFinished = finished !== null;
    onEvent({
      type: 'chunk',
      carriesToken: events.some((event) => 'text' in event),
      answerText: events.map((event) => (event.type === 'content-delta' ? event.text : '')).join(''),
      usage: isFinished ? progress.usage(reused) : NO_USAGE,
    });
  }
  onEvent({ type: 'done' });
}

function toGeneration({ messages, maxTokens }: ChatQuestion, vocabulary: Vocabulary): Generation {
  return {
    id: '',
    model: '',
    vocabularyHash: vocabulary.hash,
    promptTokenIds: renderPrompt(toConversation(messages), vocabulary),
    outputFormat: 'harmony',
    sampling: { ...PLAIN_SAMPLING, seed: Math.floor(Math.random() * 2 ** 32) },
    stop: [],
    maxOutputTokens: maxTokens,
    toolNames: [],
    rules: { callableTools: [], mustCall: false, answerGrammar: null, reasoningBudgetTokens: null },
    topLogprobs: null,
    adapter: null,
    affinityKeys: [],
    class: 'interactive',
    persistence: 'foreground',
    presentation: null,
    openingTokenIds: [],
    forkedFrom: null,
    tenant: 'bench',
    acceptedAtMs: 0,
  };
}

function toConversation(messages: readonly ChatMessage[]): Conversation {
  return {
    instructions: messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n\n'),
    messages: messages.flatMap(({ role, content }) =>
      role === 'system' ? [] : [{ type: role === 'user' ? ('user' as const) : ('answer' as const), text: content }],
    ),
    tools: [],
    responseFormats: [],
    reasoningEffort: 'medium',
    currentDate: new Date().toISOString().slice(0, 10),
  };
}
