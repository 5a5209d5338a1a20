import {
  ChatChunkStream,
  CompletionStream,
  MessageEventStream,
  ResponseEventStream,
  defaultChatPresentation,
  parseResponseRequest,
  readResponseEcho,
  toGenerationRequest,
} from '#openai-api';
import type { Frame, GenerationEvent } from '#protocol';
import type { CaseSummary, Comparison } from './comparison.js';
import type { BenchOptions } from './options.js';
import { sum } from './statistics.js';
import { takeTurns } from './take-turns.js';

const ID = 'gen_01k9yq5w3v7zq4m8r2t6x0abcd';
const MODEL = 'openai/gpt-oss-20b';
/** Streams of a dialect in each round; as many before the first, until the code is compiled. */
const STREAMS = 200;
const SHARE_OF_THINKING = 0.25;

interface DialectStream {
  opening(): string;
  pushFrame(frame: Frame): string;
}

/** The streams that clients are given; each is opened anew for every answer. The first one is what others are compared with. */
const DIALECTS: Record<string, () => DialectStream> = {
  'chat completions': () => new ChatChunkStream(IDENTITY, defaultChatPresentation(MODEL)),
  responses: () => {
    const identity = { generationId: ID, createdSeconds: 1 };
    return new ResponseEventStream({ identity, echo: RESPONSE_ECHO, seal });
  },
  messages: () => {
    const identity = { generationId: ID, model: MODEL, promptTokens: 1, isContextTheLimit: false };
    return new MessageEventStream(identity, { thinking: 'shown', seal });
  },
  completions: () => {
    const options = { includeUsage: true, includeLogprobs: false, echo: false, choicesPerPrompt: 1 };
    return new CompletionStream(IDENTITY, options, []);
  },
};

/** Sealing is done once for each thought, and is no part of a dialect. */
const seal = (text: string): string => text;

const IDENTITY = { generationIds: [ID] as const, model: MODEL, createdSeconds: 1, systemFingerprint: 'fp_bench' };
const RESPONSE_ECHO = echoOfResponse();

/** What one round of a dialect came to. */
interface Written {
  cpuMicroseconds: number;
  bytes: number;
  events: number;
}

/** CPU time of this process for the text of whole answers, one token in each frame; nothing is sent anywhere. */
export async function measureDialects(
  { rounds, maxTokens }: BenchOptions,
  announce: (step: string) => void,
): Promise<Comparison> {
  const names = Object.keys(DIALECTS);
  const frames = framesOf(maxTokens);
  for (const open of Object.values(DIALECTS)) write(open, frames);
  const measured = await takeTurns(Object.entries(DIALECTS), rounds, ([name, open], round) => {
    announce(`${name}, round ${round + 1} of ${rounds}`);
    return Promise.resolve(write(open, frames));
  });
  return {
    servers: [{ baseUrl: 'this process', model: `${maxTokens} tokens per answer, ${STREAMS} answers per round` }],
    cases: names.map((dialect, index) => ({
      labels: { dialect },
      summaries: [summarize(measured[index] ?? [], measured[0] ?? [], maxTokens)],
    })),
  };
}

function write(open: () => DialectStream, frames: readonly Frame[]): Written {
  const written = { cpuMicroseconds: 0, bytes: 0, events: 0 };
  const before = process.cpuUsage();
  for (let stream = 0; stream < STREAMS; stream += 1) {
    const dialect = open();
    written.bytes += Buffer.byteLength(dialect.opening());
    // As the socket does it: a text that nobody reads would never be put together.
    for (const frame of frames) written.bytes += Buffer.byteLength(dialect.pushFrame(frame));
  }
  const { user, system } = process.cpuUsage(before);
  written.cpuMicroseconds = user + system;
  written.events = STREAMS * countEvents(open(), frames);
  return written;
}

function countEvents(dialect: DialectStream, frames: readonly Frame[]): number {
  const text = dialect.opening() + frames.map((frame) => dialect.pushFrame(frame)).join('');
  return text.split('\n\n').length - 1;
}

function summarize(rounds: readonly Written[], base: readonly Written[], tokens: number): CaseSummary {
  const all = rounds.length * STREAMS;
  const total = (values: readonly Written[], field: keyof Written): number => sum(values.map((round) => round[field]));
  const cpu = total(rounds, 'cpuMicroseconds');
  return {
    failures: {},
    figures: {
      'CPU µs per event': cpu / total(rounds, 'events'),
      'CPU ms per answer': cpu / all / 1_000,
      'times chat': cpu / total(base, 'cpuMicroseconds'),
      'bytes per token': total(rounds, 'bytes') / all / tokens,
    },
  };
}

/** An answer of so many tokens, first a thought and then words, each token in a frame of its own as when a model is slow. */
function framesOf(tokens: number): Frame[] {
  const thinking = Math.floor(tokens * SHARE_OF_THINKING);
  const events: GenerationEvent[] = [
    { type: 'generation-started', cachedTokens: 0 },
    { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
    ...Array.from({ length: thinking }, (): GenerationEvent => ({ type: 'reasoning-delta', item: 0, text: ' think' })),
    { type: 'item-ended', item: 0 },
    { type: 'item-started', item: 1, kind: 'answer', toolName: '' },
    ...Array.from({ length: tokens - thinking }, (): GenerationEvent => ({
      type: 'content-delta',
      item: 1,
      text: ' word',
    })),
    { type: 'item-ended', item: 1 },
    {
      type: 'finish',
      reason: 'stop',
      usage: { promptTokens: 1, cachedTokens: 0, completionTokens: tokens, reasoningTokens: thinking },
    },
  ];
  return events.map((event, index) => ({ sequence: index + 1, firstTokenIndex: 0, tokenIds: [], events: [event] }));
}

function echoOfResponse() {
  const asked = parseResponseRequest({ model: MODEL, input: 'Hello', stream: true });
  const echo = readResponseEcho(
    toGenerationRequest({ ...asked, input: asked.input.filter((item) => item.type !== 'item_reference') }, [], {
      tenant: 'bench',
      maySeeReasoning: true,
      mayWriteControlTokens: false,
      persistence: 'foreground',
      class: null,
      currentDate: '2026-01-01',
      randomSeed: 1,
    }).presentation,
  );
  if (!echo) throw new Error('Nothing is kept of a response');
  return echo;
}
