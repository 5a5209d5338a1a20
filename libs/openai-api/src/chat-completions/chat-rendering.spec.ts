import { describe, expect, it } from '@jest/globals';
import type { GenerationEvent } from '#protocol';
import fc from 'fast-check';
import { ChatChunkStream } from './chat-chunk-stream.js';
import {
  anyChoices,
  anyEvents,
  EVERYTHING,
  framesOfChoices,
  identityOf,
  type ChoiceEvent,
} from './chat-events.fixture.js';
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

interface Harmonium {
  type: string;
  reasoning?: string;
  content?: string;
  tool_calls?: { id: string; type: string; function?: { name: string; arguments: string } }[];
}

interface Chunk {
  harmonium?: Harmonium;
  choices: { index: number; delta: Delta; logprobs: ChatLogprobs | null; finish_reason: string | null }[];
  usage: unknown;
}

function chunksOf(choices: number, arrived: readonly ChoiceEvent[]): Chunk[] {
  const stream = new ChatChunkStream(identityOf(choices), { ...EVERYTHING, includeUsage: true });
  const pushed = framesOfChoices(arrived).map(([frame, choice]) => stream.pushFrame(frame, choice));
  const text = [stream.opening(), ...pushed].join('').replace(/^id: .*\n/gm, '');
  const events = text.split('\n\n');
  expect(events.splice(-2)).toEqual(['data: [DONE]', '']);
  return events.map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
}

/** The chunks of one choice, and what stands of earlier ones as if it came in one. */
function standingChoices(chunks: readonly Chunk[], index: number): Chunk['choices'] {
  const own = chunks.filter(({ choices }) => choices[0]?.index === index);
  const at = own.findLastIndex(({ harmonium }) => harmonium?.type === 'rewound');
  const rewound = own[at]?.harmonium;
  const choices = own.slice(at + 1).flatMap((chunk) => chunk.choices);
  if (!rewound) return choices;
  const { reasoning, content, tool_calls: calls } = rewound;
  const delta = {
    ...{ reasoning, reasoning_content: reasoning, content },
    tool_calls: calls?.map((call, at) => ({ ...call, index: at })),
  };
  return [{ index, delta, logprobs: null, finish_reason: null } as Chunk['choices'][number], ...choices];
}

/** What a client puts together from the deltas of one choice. */
function foldChoice(chunks: readonly Chunk[], index: number) {
  const choices = standingChoices(chunks, index);
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
    choices: choices.map(({ message, finish_reason: finishReason }) => ({
      content: message.content ?? '',
      reasoning: message.reasoning ?? '',
      reasoningContent: message.reasoning_content ?? '',
      toolCalls: (message.tool_calls ?? []).map((call) =>
        call.type === 'custom'
          ? { id: call.id, type: call.type, name: call.custom.name, text: call.custom.input }
          : { id: call.id, type: call.type, name: call.function.name, text: call.function.arguments },
      ),
      finishReasons: [finishReason],
    })),
    usage,
  };
}

describe('a streamed answer', () => {
  it('adds up to exactly the whole answer, whatever was generated and edited for however many choices', () => {
    fc.assert(
      fc.property(anyChoices, ({ choices, arrived }) => {
        expect(fold(choices, arrived)).toEqual(whole(choices));
      }),
      { numRuns: 5_000 },
    );
  });

  it('has the likelihoods of the whole answer, unless it was edited', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const chunks = chunksOf(
          1,
          events.map((event) => [event, 0]),
        );
        const [choice] = toChatCompletion(identityOf(1), [events], EVERYTHING).choices;
        const streamed = chunks.flatMap(({ choices }) => choices[0]?.logprobs?.content ?? []);
        expect(streamed).toEqual(JSON.parse(JSON.stringify(choice?.logprobs?.content)));
      }),
      { numRuns: 1_000 },
    );
  });
});
