import { describe, expect, it } from '@jest/globals';
import { deriveId, type GenerationEvent } from '#protocol';
import fc from 'fast-check';
import { Stream } from 'openai/core/streaming';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { ChatChunkStream, type ChatStreamOptions } from './chat-chunk-stream.js';
import { anyEvents, eventsOf, IDENTITY, USAGE } from './chat-events.fixture.js';
import { toChatUsage } from './chat-identity.js';
import { toChatCompletion } from './render-chat-completion.js';

const everything: ChatStreamOptions = { includeUsage: true, includeReasoning: true };

function render(events: readonly GenerationEvent[], options = everything): string[] {
  const stream = new ChatChunkStream(IDENTITY, options);
  return [stream.opening(), ...events.map((event) => stream.push(event))];
}

/** The chunks as OpenAI's own client reads them. */
async function read(text: string): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  const stream = Stream.fromSSEResponse<ChatCompletionChunk>(new Response(text), new AbortController());
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** What a client puts together from the deltas; reasoning is no field of OpenAI's types. */
function fold(chunks: readonly ChatCompletionChunk[]) {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const deltas: (ChatCompletionChunk.Choice.Delta & { reasoning?: string; reasoning_content?: string })[] = choices.map(
    ({ delta }) => delta,
  );
  const calls = deltas.flatMap((delta) => delta.tool_calls ?? []);
  const argumentsOf = (index: number) =>
    calls.map((call) => (call.index === index ? (call.function?.arguments ?? '') : '')).join('');
  return {
    content: deltas.map((delta) => delta.content ?? '').join(''),
    reasoning: deltas.map((delta) => delta.reasoning ?? '').join(''),
    reasoningContent: deltas.map((delta) => delta.reasoning_content ?? '').join(''),
    toolCalls: calls
      .filter(({ id }) => id !== undefined)
      .map(({ id, index, function: called }) => ({ id, name: called?.name, arguments: argumentsOf(index) })),
    finishReason: choices.at(-1)?.finish_reason,
    usage: chunks.at(-1)?.usage,
  };
}

function whole(events: readonly GenerationEvent[]): ReturnType<typeof fold> {
  const { choices, usage } = toChatCompletion(IDENTITY, events, { includeReasoning: true });
  const { message, finish_reason: finishReason } = choices[0];
  return {
    content: message.content ?? '',
    reasoning: message.reasoning ?? '',
    reasoningContent: message.reasoning_content ?? '',
    toolCalls: (message.tool_calls ?? []).map((call) => ({ id: call.id, ...call.function })),
    finishReason,
    usage,
  };
}

describe('a stream of chat chunks', () => {
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
    expect(chunks.map(({ usage }) => usage)).toEqual([null, null, null, null, null, toChatUsage(USAGE)]);
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
        { kind: 'tool-call', texts: ['{', '}'] },
        { kind: 'tool-call', texts: ['{}'] },
      ],
      'tool-call',
    );
    const chunks = await read(render(events).join(''));
    const start = (index: number, item: number) => ({
      index,
      id: deriveId('call', IDENTITY.generationId, item),
      type: 'function',
      function: { name: `tool_${item}`, arguments: '' },
    });
    expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])).toEqual([
      start(0, 1),
      { index: 0, function: { arguments: '{' } },
      { index: 0, function: { arguments: '}' } },
      start(1, 2),
      { index: 1, function: { arguments: '{}' } },
    ]);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('has no usage and no reasoning unless they were asked for', () => {
    const events = eventsOf([{ kind: 'reasoning', texts: ['secret'] }]);
    const text = render(events, { includeUsage: false, includeReasoning: false }).join('');
    expect(text).not.toMatch(/usage|reasoning|secret/);
  });

  it('ends with the error, and without [DONE], when the generation failed', async () => {
    const text = render([{ type: 'error', code: 'generation_failed', message: 'Out of luck.' }]).join('');
    const [, last] = text.split('\n\n');
    expect(last).toBe(
      'data: {"error":{"message":"Out of luck.","type":"server_error","param":null,"code":"generation_failed"}}',
    );
    await expect(read(text)).rejects.toThrow('Out of luck.');
  });

  it('adds up to exactly the answer without streaming, whatever was generated', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents, async (events) => {
        expect(fold(await read(render(events).join('')))).toEqual(whole(events));
      }),
    );
  });

  it('returns whole server-sent events only', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        for (const text of render(events)) expect(text).toMatch(/^(data: [^\n]+\n\n)*$/);
      }),
    );
  });
});
