import { describe, expect, it } from '@jest/globals';
import { deriveId, type GenerationEvent, type TokenLogprob } from '#protocol';
import fc from 'fast-check';
import { Stream } from 'openai/core/streaming';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { ChatChunkStream } from './chat-chunk-stream.js';
import {
  anyChoices,
  anyEvents,
  CUSTOM_TOOL,
  eventsOf,
  EVERYTHING,
  framesOf,
  framesOfChoices,
  IDENTITY,
  identityOf,
  USAGE,
  type ChoiceEvent,
} from './chat-events.fixture.js';
import { toChatUsage } from './chat-identity.js';
import { toChatLogprobs } from './chat-logprobs.js';
import type { ChatStreamOptions } from './chat-presentation.js';

const everything: ChatStreamOptions = { ...EVERYTHING, includeUsage: true };
const [GENERATION] = IDENTITY.generationIds;

function render(events: readonly GenerationEvent[], options = everything): string[] {
  const stream = new ChatChunkStream(IDENTITY, options);
  return [stream.opening(), ...framesOf(events).map((frame) => stream.pushFrame(frame))];
}

function renderChoices(choices: number, arrived: readonly ChoiceEvent[], options = everything): string[] {
  const stream = new ChatChunkStream(identityOf(choices), options);
  return [stream.opening(), ...framesOfChoices(arrived).map(([frame, choice]) => stream.pushFrame(frame, choice))];
}

/** The chunks as OpenAI's own client reads them. */
async function read(text: string): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  const stream = Stream.fromSSEResponse<ChatCompletionChunk>(new Response(text), new AbortController());
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const callsOf = (chunks: readonly ChatCompletionChunk[]) =>
  chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);

describe('a stream of chat chunks', () => {
  it('does not render again what stands after an edit, but goes on from it', async () => {
    const delta: GenerationEvent = {
      ...{ type: 'content-delta', item: 0, text: 'One' },
      get logprobs(): TokenLogprob[] {
        throw new Error('They are not asked for again');
      },
    };
    const started: GenerationEvent = { type: 'item-started', item: 0, kind: 'preamble', toolName: '' };
    const rewound: GenerationEvent = { type: 'rewound', command: 1, toToken: 3, standing: [started, delta] };
    const text = render([rewound, { type: 'content-delta', item: 1, text: 'Two' }]).join('');
    expect((await read(text)).at(-1)?.choices[0]?.delta).toEqual({ content: '\nTwo' });
  });

  it('opens with the role, then gives reasoning, content, the finish reason, the usage and [DONE]', async () => {
    const events = eventsOf([
      { kind: 'reasoning', texts: ['Hm'] },
      { kind: 'answer', texts: ['Hi "you"', '\n'] },
    ]);
    const text = render(events).join('');
    const chunks = await read(text);
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: '' },
      { reasoning: 'Hm', reasoning_content: 'Hm' },
      { content: 'Hi "you"' },
      { content: '\n' },
      {},
      undefined,
    ]);
    expect(chunks.map(({ usage }) => usage)).toEqual([null, null, null, null, null, toChatUsage([USAGE])]);
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, null, null, null, 'stop', undefined]);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    for (const chunk of chunks) {
      expect(chunk).toMatchObject({
        id: 'chatcmpl-01k9yq5w3v7zq4m8r2t6x0abcd',
        object: 'chat.completion.chunk',
        created: 1_763_900_000,
        model: 'openai/gpt-oss-20b',
        system_fingerprint: 'fp_tiny',
      });
    }
  });

  it('starts each tool call with its id and name and goes on with pieces of its arguments', async () => {
    const events = eventsOf(
      [
        { kind: 'preamble', texts: ['Two calls.'] },
        { kind: 'tool-call', texts: ['{', '}'], toolName: 'one' },
        { kind: 'tool-call', texts: ['{}'], toolName: 'two' },
      ],
      'tool-call',
    );
    const chunks = await read(render(events).join(''));
    const start = (index: number, name: string) => ({
      index,
      id: deriveId('call', GENERATION, index + 1),
      type: 'function',
      function: { name, arguments: '' },
    });
    expect(callsOf(chunks)).toEqual([
      start(0, 'one'),
      { index: 0, function: { arguments: '{' } },
      { index: 0, function: { arguments: '}' } },
      start(1, 'two'),
      { index: 1, function: { arguments: '{}' } },
    ]);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('gives the text of a custom tool piece by piece, as text and not as JSON', async () => {
    const texts = ['{"in', 'put":"print(', '\\"3\\ud83d', '\\ude00\\")', '"}'];
    const events = eventsOf([{ kind: 'tool-call', texts, toolName: CUSTOM_TOOL }], 'tool-call');
    const chunks = await read(render(events).join(''));
    expect(callsOf(chunks)).toEqual([
      {
        index: 0,
        id: deriveId('call', GENERATION, 0),
        type: 'custom',
        custom: { name: CUSTOM_TOOL, input: '' },
      },
      { index: 0, custom: { input: 'print(' } },
      { index: 0, custom: { input: '"3' } },
      { index: 0, custom: { input: '😀")' } },
    ]);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('gives what there is of a custom call that was cut off', async () => {
    const [started, ...events] = eventsOf([{ kind: 'tool-call', texts: ['{"inp'], toolName: CUSTOM_TOOL }], 'length');
    const unended = [started, ...events].filter((event) => event !== undefined && event.type !== 'item-ended');
    for (const cut of [events, unended]) {
      const chunks = await read(render(cut.filter((event) => event !== undefined)).join(''));
      expect(callsOf(chunks).at(-1)).toEqual({ index: 0, custom: { input: '{"inp' } });
      expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length');
    }
  });

  it('carries the log probabilities of the tokens of each delta, even of one without text', async () => {
    const token = (text: string): TokenLogprob => ({ bytes: Buffer.from(text), logprob: -1, alternatives: [] });
    const events = eventsOf([
      { kind: 'reasoning', texts: ['Hm'] },
      { kind: 'answer', texts: ['', 'Hi', ''], logprobs: [[token('H')], [token('i')]] },
    ]);
    const chunks = await read(render(events).join(''));
    const [, , ...choices] = chunks.flatMap((chunk) => chunk.choices);
    expect(choices.map(({ delta, logprobs }) => ({ content: delta.content, logprobs }))).toEqual([
      { content: '', logprobs: toChatLogprobs([token('H')]) },
      { content: 'Hi', logprobs: toChatLogprobs([token('i')]) },
      { content: undefined, logprobs: null },
    ]);
    expect(render(events, { ...everything, includeLogprobs: false }).join('')).not.toContain('"bytes"');
  });

  it('has no usage and no reasoning unless they were asked for', () => {
    const events = eventsOf([{ kind: 'reasoning', texts: ['secret'] }]);
    const text = render(events, { ...everything, includeUsage: false, includeReasoning: false }).join('');
    expect(text).not.toMatch(/usage|reasoning|secret/);
  });

  it('ends with the error, and without [DONE], when the generation failed', async () => {
    const text = render([{ type: 'error', code: 'generation_failed', message: 'Out of luck.' }]).join('');
    const [, last] = text.split('\n\n');
    expect(last).toBe(
      'id: 1\ndata: {"error":{"message":"Out of luck.","type":"server_error","param":null,"code":"generation_failed"}}',
    );
    await expect(read(text)).rejects.toThrow('Out of luck.');
  });

  it('returns whole server-sent events only', () => {
    fc.assert(
      fc.property(anyChoices, ({ choices, arrived }) => {
        const pattern = /^(id: [\d.,-]+\ndata: [^\n]+\n\n)*$/;
        for (const text of renderChoices(choices.length, arrived)) expect(text).toMatch(pattern);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same for a choice that is the only one, however it is pushed', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const arrived = events.map((event): ChoiceEvent => [event, 0]);
        expect(renderChoices(1, arrived)).toEqual(render(events));
      }),
    );
  });
});

describe('a stream of chat chunks of several choices', () => {
  const spent = { promptTokens: 70, cachedTokens: 70, completionTokens: 5, reasoningTokens: 2 };
  const first = eventsOf([{ kind: 'answer', texts: ['One'] }], 'stop', USAGE);
  const second = eventsOf([{ kind: 'tool-call', texts: ['{}'], toolName: 'f' }], 'tool-call', spent);
  const arrived: ChoiceEvent[] = [
    ...second.map((event): ChoiceEvent => [event, 1]),
    ...first.map((event): ChoiceEvent => [event, 0]),
  ];

  it('opens and finishes each of them, then gives one usage for all and one [DONE]', async () => {
    const text = renderChoices(2, arrived).join('');
    const chunks = await read(text);
    expect(chunks.flatMap(({ choices }) => choices).map((choice) => [choice.index, choice.finish_reason])).toEqual([
      [0, null],
      [1, null],
      [1, null],
      [1, null],
      [1, 'tool_calls'],
      [0, null],
      [0, 'stop'],
    ]);
    expect(chunks.filter(({ choices }) => choices.length === 0).map(({ usage }) => usage)).toEqual([
      toChatUsage([USAGE, spent]),
    ]);
    expect(toChatUsage([USAGE, spent])).toMatchObject({
      prompt_tokens: 70,
      completion_tokens: 35,
      total_tokens: 105,
      prompt_tokens_details: { cached_tokens: 64 },
      completion_tokens_details: { reasoning_tokens: 14 },
    });
    expect(text.match(/\[DONE\]/g)).toHaveLength(1);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('is named after the first, while calls are named after their own', async () => {
    const chunks = await read(renderChoices(2, arrived).join(''));
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(['chatcmpl-01k9yq5w3v7zq4m8r2t6x0abcd']));
    expect(chunks[2]?.choices[0]?.delta.tool_calls?.[0]?.id).toBe(deriveId('call', 'gen_other1', 0));
  });

  it('ends with the error of the first that fails, and shows nothing of the others any more', () => {
    const stream = new ChatChunkStream(identityOf(2), everything);
    stream.opening();
    for (const frame of framesOf(first)) stream.pushFrame(frame, 0);
    expect(stream.hasFailed).toBe(false);
    const [failure] = framesOf([{ type: 'error', code: 'generation_failed', message: 'No.' }]);
    expect(failure && stream.pushFrame(failure, 1)).toContain('"error"');
    expect(stream.hasFailed).toBe(true);
    const later = framesOf(second).map((frame) => stream.pushFrame(frame, 1));
    expect(later.join('')).toBe('');
  });
});
