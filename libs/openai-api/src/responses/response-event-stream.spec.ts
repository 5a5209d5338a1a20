import { describe, expect, it } from '@jest/globals';
import type { GenerationEvent } from '#protocol';
import { CUSTOM_TOOL, eventsOf, framesOf, type Item, USAGE } from '../chat-completions/chat-events.fixture.js';
import { ResponseEventStream } from './response-event-stream.js';
import type { ResponseEcho } from './response-echo.js';
import { echoOf, EVERYTHING, type ReadEvent, readEvents, responseOf, textOf, textsOf } from './response.fixture.js';

const THOUGHT: Item = { kind: 'reasoning', texts: ['Hm', '.'] };
const ANSWER: Item = { kind: 'answer', texts: ['Yes', '!'] };
const MESSAGE_ID = 'msg_01k9yq5w3v7zq4m8r2t6x0abcd0000';

function told(events: readonly GenerationEvent[], echo: ResponseEcho = echoOf({}, EVERYTHING)): ReadEvent[] {
  return readEvents(textOf(new ResponseEventStream(responseOf(echo)), events));
}

const typesOf = (events: readonly ReadEvent[]): string[] => events.map(({ type }) => type.replace('response.', ''));
const find = (events: readonly ReadEvent[], type: string): ReadEvent | undefined =>
  events.find((event) => event.type === type);

/** What is told of one item. */
const OF_PARTS = (text: string, deltas: number): string[] => [
  'output_item.added',
  'content_part.added',
  ...new Array<string>(deltas).fill(`${text}.delta`),
  `${text}.done`,
  'content_part.done',
  'output_item.done',
];

describe('the stream of a response', () => {
  it('tells a thought and an answer in the order that OpenAI has', () => {
    const events = told(eventsOf([THOUGHT, ANSWER]));
    expect(typesOf(events)).toEqual([
      'created',
      'in_progress',
      ...OF_PARTS('reasoning_text', 2),
      ...OF_PARTS('output_text', 2),
      'completed',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
  });

  it('has all fields that OpenAI lists in the events of an answer', () => {
    const events = told(eventsOf([ANSWER]));
    const place = { item_id: MESSAGE_ID, output_index: 0, content_index: 0 };
    const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
    const item = {
      id: MESSAGE_ID,
      type: 'message',
      role: 'assistant',
      status: 'in_progress',
      content: [],
      phase: 'final_answer',
    };
    const done = { ...item, status: 'completed', content: [{ ...part, text: 'Yes!' }] };
    expect(events.slice(2, -1)).toEqual([
      { type: 'response.output_item.added', sequence_number: 2, output_index: 0, item },
      { type: 'response.content_part.added', sequence_number: 3, ...place, part },
      { type: 'response.output_text.delta', sequence_number: 4, ...place, delta: 'Yes', logprobs: [] },
      { type: 'response.output_text.delta', sequence_number: 5, ...place, delta: '!', logprobs: [] },
      { type: 'response.output_text.done', sequence_number: 6, ...place, text: 'Yes!', logprobs: [] },
      { type: 'response.content_part.done', sequence_number: 7, ...place, part: { ...part, text: 'Yes!' } },
      { type: 'response.output_item.done', sequence_number: 8, output_index: 0, item: done },
    ]);
    expect(events[0]).toMatchObject({ response: { status: 'in_progress', output: [], usage: null } });
    expect(events.at(-1)).toMatchObject({ response: { status: 'completed', output: [done] } });
  });

  it('ends with [DONE], and writes every event with its type', () => {
    const text = textOf(new ResponseEventStream(responseOf(echoOf())), eventsOf([ANSWER]));
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(text.match(/^event: /gm)?.length).toBe(text.match(/^data: \{/gm)?.length);
  });

  it('tells the calls of functions', () => {
    const call: Item = { kind: 'tool-call', toolName: 'f', texts: ['{"a"', ':1}'] };
    const events = told(eventsOf([call], 'tool-call')).slice(2, -1);
    const id = 'fc_01k9yq5w3v7zq4m8r2t6x0abcd0000';
    const item = {
      id,
      type: 'function_call',
      name: 'f',
      arguments: '',
      status: 'in_progress',
    };
    const callId = (events[0]?.['item'] as { call_id: string }).call_id;
    const place = { item_id: id, output_index: 0 };
    expect(callId).toMatch(/^call_[0-9a-z]{24}$/);
    expect(events).toEqual([
      { type: 'response.output_item.added', sequence_number: 2, output_index: 0, item: { ...item, call_id: callId } },
      { type: 'response.function_call_arguments.delta', sequence_number: 3, ...place, delta: '{"a"' },
      { type: 'response.function_call_arguments.delta', sequence_number: 4, ...place, delta: ':1}' },
      { type: 'response.function_call_arguments.done', sequence_number: 5, ...place, name: 'f', arguments: '{"a":1}' },
      {
        type: 'response.output_item.done',
        sequence_number: 6,
        output_index: 0,
        item: { ...item, call_id: callId, arguments: '{"a":1}', status: 'completed' },
      },
    ]);
  });

  it('tells the input of custom tools as the text that it is', () => {
    const call: Item = { kind: 'tool-call', toolName: CUSTOM_TOOL, texts: ['{"inp', 'ut": "a\\n', 'b"}'] };
    const events = told(eventsOf([call], 'tool-call')).slice(2, -1);
    expect(typesOf(events)).toEqual([
      'output_item.added',
      'custom_tool_call_input.delta',
      'custom_tool_call_input.delta',
      'custom_tool_call_input.done',
      'output_item.done',
    ]);
    expect(events.map((event) => event['delta'] ?? event['input'] ?? '')).toEqual(['', 'a\n', 'b', 'a\nb', '']);
    expect(events.at(-1)).toMatchObject({
      item: { type: 'custom_tool_call', name: CUSTOM_TOOL, input: 'a\nb', status: 'completed' },
    });
  });

  it('says of words in front of a call that they announce it', () => {
    const events = told(
      eventsOf(
        [
          { kind: 'preamble', texts: ['I will look.'] },
          { kind: 'tool-call', texts: ['{}'] },
        ],
        'tool-call',
      ),
    );
    expect(find(events, 'response.output_item.added')).toMatchObject({ item: { phase: 'commentary' } });
  });

  it('leaves out messages and thoughts without a word, but no calls', () => {
    const empty: Item[] = (['reasoning', 'preamble', 'tool-call', 'answer'] as const).map((kind) => ({
      kind,
      texts: [''],
    }));
    const events = told(eventsOf(empty));
    expect(events.at(-1)).toMatchObject({ response: { output: [{ type: 'function_call', arguments: '' }] } });
    expect(typesOf(events).filter((type) => type === 'output_item.added')).toHaveLength(1);
  });
});

describe('the end of the stream of a response', () => {
  it('is incomplete, and so is the last item, when the tokens ran out', () => {
    const events = told(eventsOf([THOUGHT, ANSWER], 'length'));
    expect(events.at(-2)).toMatchObject({ type: 'response.output_item.done', item: { status: 'incomplete' } });
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [{ status: 'completed' }, { status: 'incomplete' }],
        usage: {
          input_tokens: USAGE.promptTokens,
          input_tokens_details: { cached_tokens: USAGE.cachedTokens, cache_write_tokens: 0 },
          output_tokens: USAGE.completionTokens,
          output_tokens_details: { reasoning_tokens: USAGE.reasoningTokens },
          total_tokens: USAGE.promptTokens + USAGE.completionTokens,
        },
      },
    });
  });

  it('is an error and a failed response when the generation failed', () => {
    const broken = eventsOf([ANSWER]).slice(0, 3);
    const stream = new ResponseEventStream(responseOf(echoOf()));
    const text = textOf(stream, [...broken, { type: 'error', code: 'generation_failed', message: 'Out of luck.' }]);
    expect(readEvents(text).slice(-2)).toMatchObject([
      {
        type: 'error',
        code: 'generation_failed',
        message: 'Out of luck.',
        param: null,
        error: { type: 'server_error', code: 'generation_failed', message: 'Out of luck.', param: null },
      },
      {
        type: 'response.failed',
        response: {
          status: 'failed',
          error: { code: 'server_error', message: 'Out of luck.' },
          output: [{ status: 'incomplete' }],
          usage: null,
        },
      },
    ]);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(stream.hasFailed).toBe(true);
  });

  it('is no event at all when the generation was cancelled', () => {
    const broken = eventsOf([ANSWER]).slice(0, 3);
    const stream = new ResponseEventStream(responseOf(echoOf()));
    const text = textOf(stream, [...broken, { type: 'error', code: 'cancelled', message: 'Cancelled.' }]);
    expect(readEvents(text).at(-1)).toMatchObject({ type: 'response.output_text.delta' });
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(stream.hasFailed).toBe(true);
  });
});

describe('the stream of a response that runs in the background', () => {
  it('is queued until the first frame', () => {
    const stream = new ResponseEventStream(responseOf(echoOf({ background: true })));
    const [opening = '', first = '', ...rest] = textsOf(stream, framesOf(eventsOf([ANSWER])));
    expect(typesOf(readEvents(opening))).toEqual(['created', 'queued']);
    expect(readEvents(opening)).toMatchObject([{ response: { status: 'queued' } }, { response: { status: 'queued' } }]);
    expect(readEvents(first)).toMatchObject([
      { type: 'response.in_progress', response: { status: 'in_progress', background: true } },
    ]);
    expect(typesOf(readEvents(rest.join('')))).not.toContain('in_progress');
  });
});

describe('what the stream of a response shows only to some', () => {
  const items = [THOUGHT, ANSWER];

  it('are thoughts: others get the item without what is in it', () => {
    const events = told(eventsOf(items), echoOf({}, { maySeeReasoning: false }));
    expect(typesOf(events).slice(2, 4)).toEqual(['output_item.added', 'output_item.done']);
    expect(JSON.stringify(events)).not.toContain('Hm');
    expect(events[3]).toMatchObject({ item: { type: 'reasoning', summary: [], content: [], status: 'completed' } });
    expect(events.at(-1)).toMatchObject({
      response: { output: [{ type: 'reasoning', content: [] }, { type: 'message' }] },
    });
  });

  it('is what is sealed: only who asked for it gets it, once the thought is over', () => {
    const asked = told(
      eventsOf(items),
      echoOf({ include: ['reasoning.encrypted_content'] }, { maySeeReasoning: false }),
    );
    expect(asked[2]?.['item']).not.toHaveProperty('encrypted_content');
    expect(asked[3]).toMatchObject({ item: { content: [], encrypted_content: 'sealed(Hm.)' } });
    expect(asked.at(-1)).toMatchObject({ response: { output: [{ encrypted_content: 'sealed(Hm.)' }, {}] } });
    expect(JSON.stringify(told(eventsOf(items), echoOf()))).not.toContain('encrypted_content');
  });

  it('are log probabilities', () => {
    const logprobs = [
      [{ bytes: Buffer.from('Yes'), logprob: -0.5, alternatives: [{ bytes: Buffer.from('No'), logprob: -1 }] }],
    ];
    const likely = [
      {
        token: 'Yes',
        logprob: -0.5,
        bytes: [89, 101, 115],
        top_logprobs: [{ token: 'No', logprob: -1, bytes: [78, 111] }],
      },
    ];
    const generated = eventsOf([{ ...ANSWER, logprobs }]);
    const events = told(generated, echoOf({ include: ['message.output_text.logprobs'] }));
    expect(events.filter((event) => event.type.startsWith('response.output_text'))).toMatchObject([
      { delta: 'Yes', logprobs: likely },
      { delta: '!', logprobs: [] },
      { text: 'Yes!', logprobs: likely },
    ]);
    expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ logprobs: likely }] }] } });
    expect(JSON.stringify(told(generated, echoOf()))).not.toContain('top_logprobs":[{');
  });

  it('is, by another name, the reasoning of Open Responses', () => {
    const events = told(eventsOf([THOUGHT]), echoOf({}, { variant: 'open-responses' }));
    expect(typesOf(events).slice(2, -1)).toEqual(OF_PARTS('reasoning', 2));
    expect(find(events, 'response.reasoning.done')).toMatchObject({ text: 'Hm.' });
  });
});
