import { describe, expect, it } from '@jest/globals';
import type { GenerationEvent } from '#protocol';
import fc from 'fast-check';
import { ChatChunkStream } from './chat-chunk-stream.js';
import { anyChoices, EVERYTHING, identityOf, type ChoiceEvent } from './chat-events.fixture.js';
import type { ChatLogprobs } from './chat-logprobs.js';
import { toChatCompletion } from './render-chat-completion.js';

interface Delta {
  content?: string;
  reasoning?: string;
  reasoning_content?: string;
  tool_calls?: {
    index: number;
    id?: string;
    type?: string;
    function?: { name?: string; arguments?: string };
    custom?: { name?: string; input?: string };
  }[];
}

interface Chunk {
  choices: { index: number; delta: Delta; logprobs: ChatLogprobs | null; finish_reason: string | null }[];
  usage: unknown;
}

function chunksOf(choices: number, arrived: readonly ChoiceEvent[]): Chunk[] {
  const stream = new ChatChunkStream(identityOf(choices), { ...EVERYTHING, includeUsage: true });
  const text = [stream.opening(), ...arrived.map(([event, choice]) => stream.push(event, choice))].join('');
  const events = text.split('\n\n');
  expect(events.splice(-2)).toEqual(['data: [DONE]', '']);
  return events.map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
}

/** What a client puts together from the deltas of one choice. */
function foldChoice(chunks: readonly Chunk[], index: number) {
  const choices = chunks.flatMap((chunk) => chunk.choices).filter((choice) => choice.index === index);
  const textOf = (field: 'content' | 'reasoning' | 'reasoning_content') =>
    choices.map(({ delta }) => delta[field] ?? '').join('');
  const calls = choices.flatMap(({ delta }) => delta.tool_calls ?? []);
  return {
    content: textOf('content'),
    reasoning: textOf('reasoning'),
    reasoningContent: textOf('reasoning_content'),
    toolCalls: calls
      .filter(({ id }) => id !== undefined)
      .map((call) => {
        const pieces = calls.filter((piece) => piece.index === call.index);
        const text = pieces.map((piece) => piece.function?.arguments ?? piece.custom?.input ?? '').join('');
        return { id: call.id, type: call.type, name: call.function?.name ?? call.custom?.name, text };
      }),
    logprobs: choices.flatMap(({ logprobs }) => logprobs?.content ?? []),
    finishReasons: choices.flatMap(({ finish_reason: reason }) => reason ?? []),
  };
}

function fold(choices: readonly GenerationEvent[][], arrived: readonly ChoiceEvent[]) {
  const chunks = chunksOf(choices.length, arrived);
  return { choices: choices.map((_, index) => foldChoice(chunks, index)), usage: chunks.at(-1)?.usage };
}

/** The same out of the whole answer. */
function whole(events: readonly GenerationEvent[][]): ReturnType<typeof fold> {
  const { choices, usage } = toChatCompletion(identityOf(events.length), events, EVERYTHING);
  return {
    choices: choices.map(({ message, logprobs, finish_reason: finishReason }) => ({
      content: message.content ?? '',
      reasoning: message.reasoning ?? '',
      reasoningContent: message.reasoning_content ?? '',
      toolCalls: (message.tool_calls ?? []).map((call) =>
        call.type === 'custom'
          ? { id: call.id, type: call.type, name: call.custom.name, text: call.custom.input }
          : { id: call.id, type: call.type, name: call.function.name, text: call.function.arguments },
      ),
      logprobs: JSON.parse(JSON.stringify(logprobs?.content)) as ChatLogprobs['content'],
      finishReasons: [finishReason],
    })),
    usage,
  };
}

describe('a streamed answer', () => {
  it('adds up to exactly the whole answer, whatever was generated for however many choices', () => {
    fc.assert(
      fc.property(anyChoices, ({ choices, arrived }) => {
        expect(fold(choices, arrived)).toEqual(whole(choices));
      }),
      { numRuns: 10_000 },
    );
  });
});
