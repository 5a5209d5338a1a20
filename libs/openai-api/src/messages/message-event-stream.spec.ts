import { describe, expect, it } from '@jest/globals';
import type { Frame, GenerationEvent } from '#protocol';
import { eventsOf, framesOf, USAGE } from '../chat-completions/chat-events.fixture.js';
import { toCallId } from '../chat-completions/chat-identity.js';
import { MessageEventStream } from './message-event-stream.js';
import { eventsIn, HIDDEN, MESSAGE, OMITTED, SHOWN } from './message-events.fixture.js';

const ANSWER = eventsOf(
  [
    { kind: 'reasoning', texts: ['They ', '', 'ask.'] },
    { kind: 'preamble', texts: ['I look\n'] },
    { kind: 'tool-call', toolName: 'get_weather', texts: ['{"city":', '"Oslo"}'] },
  ],
  'tool-call',
);

function stream(events: readonly GenerationEvent[], view = SHOWN, identity = MESSAGE): string {
  const rendered = new MessageEventStream(identity, view);
  return [rendered.opening(), ...framesOf(events).map((frame) => rendered.pushFrame(frame))].join('');
}

const told = (text: string) => eventsIn(text).map(({ data: { type: _, ...fields }, event }) => [event, fields]);
const endOf = (events: readonly GenerationEvent[], identity = MESSAGE) =>
  eventsIn(stream(events, HIDDEN, identity)).at(-2)?.data;

const START = [
  'message_start',
  {
    message: {
      id: 'msg_01k9yq5w3v7zq4m8r2t6x0abcd',
      type: 'message',
      role: 'assistant',
      model: 'claude-gpt-oss-120b',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      usage: {
        input_tokens: 6,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 64,
        output_tokens: 0,
        output_tokens_details: { thinking_tokens: 0 },
        server_tool_use: null,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        service_tier: 'standard',
        inference_geo: null,
        speed: null,
      },
      container: null,
      diagnostics: null,
    },
  },
];
const END = [
  [
    'message_delta',
    {
      delta: { stop_reason: 'tool_use', stop_sequence: null, stop_details: null, container: null },
      usage: {
        input_tokens: 6,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 64,
        output_tokens: 30,
        output_tokens_details: { thinking_tokens: 12 },
        server_tool_use: null,
      },
    },
  ],
  ['message_stop', {}],
];
const delta = (index: number, fields: object) => ['content_block_delta', { index, delta: fields }];

/** What is told of the preamble and the call of `ANSWER`, in blocks from this index on. */
const rest = (index: number) => [
  ['content_block_start', { index, content_block: { type: 'text', text: '' } }],
  delta(index, { type: 'text_delta', text: 'I look\n' }),
  ['content_block_stop', { index }],
  [
    'content_block_start',
    {
      index: index + 1,
      content_block: {
        type: 'tool_use',
        id: toCallId(MESSAGE.generationId, 2),
        name: 'get_weather',
        input: {},
        caller: { type: 'direct' },
      },
    },
  ],
  delta(index + 1, { type: 'input_json_delta', partial_json: '{"city":' }),
  delta(index + 1, { type: 'input_json_delta', partial_json: '"Oslo"}' }),
  ['content_block_stop', { index: index + 1 }],
];

const THINKING_START = [
  'content_block_start',
  { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
];
const SIGNED = [delta(0, { type: 'signature_delta', signature: 'sealed 9' }), ['content_block_stop', { index: 0 }]];

describe('a stream of a message', () => {
  it('tells of every block from its start to its stop, thoughts with their signature', () => {
    expect(told(stream(ANSWER))).toEqual([
      START,
      THINKING_START,
      delta(0, { type: 'thinking_delta', thinking: 'They ' }),
      delta(0, { type: 'thinking_delta', thinking: 'ask.' }),
      ...SIGNED,
      ...rest(1),
      ...END,
    ]);
  });

  it('gives only the signature of thoughts whose words are to be omitted', () => {
    expect(told(stream(ANSWER, OMITTED))).toEqual([START, THINKING_START, ...SIGNED, ...rest(1), ...END]);
  });

  it('says nothing of thoughts that are hidden', () => {
    expect(told(stream(ANSWER, HIDDEN))).toEqual([START, ...rest(0), ...END]);
  });

  it('is of events that are called as their type is', () => {
    for (const { event, data } of eventsIn(stream(ANSWER))) expect(event).toBe(data.type);
  });

  it('has no block for what stayed empty', () => {
    const empty = eventsOf([
      { kind: 'reasoning', texts: [] },
      { kind: 'preamble', texts: [''] },
    ]);
    expect(told(stream(empty)).map(([event]) => event)).toEqual(['message_start', 'message_delta', 'message_stop']);
  });

  it('ends what was cut off', () => {
    const cut: GenerationEvent[] = [
      { type: 'generation-started', cachedTokens: 0 },
      { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
      { type: 'reasoning-delta', item: 0, text: 'So' },
      { type: 'finish', reason: 'length', usage: USAGE },
    ];
    expect(told(stream(cut)).slice(3, 5)).toEqual([
      delta(0, { type: 'signature_delta', signature: 'sealed 2' }),
      ['content_block_stop', { index: 0 }],
    ]);
  });

  it.each([
    ['stop', {}, 'end_turn', null],
    ['stop', { stopText: 'END' }, 'stop_sequence', 'END'],
    ['tool-call', {}, 'tool_use', null],
    ['length', {}, 'max_tokens', null],
  ] as const)('that ends by %s with %j says so', (reason, fields, stopReason, stopSequence) => {
    expect(endOf([{ type: 'finish', reason, usage: USAGE, ...fields }])).toMatchObject({
      delta: { stop_reason: stopReason, stop_sequence: stopSequence },
    });
  });

  it('says when it was the context that left no room', () => {
    const finish: GenerationEvent = { type: 'finish', reason: 'length', usage: USAGE };
    expect(endOf([finish], { ...MESSAGE, isContextTheLimit: true })).toMatchObject({
      delta: { stop_reason: 'model_context_window_exceeded' },
    });
  });

  it('ends with its error', () => {
    const rendered = new MessageEventStream(MESSAGE, SHOWN);
    const frame: Frame = {
      sequence: 1,
      firstTokenIndex: 0,
      tokenIds: [],
      events: [{ type: 'error', code: 'overloaded', message: 'Too much.' }],
    };
    expect(told(rendered.pushFrame(frame))).toEqual([
      [
        'error',
        {
          error: { type: 'overloaded_error', message: 'Too much.', details: { error_code: 'overloaded', param: null } },
          request_id: null,
        },
      ],
    ]);
    expect(rendered.hasFailed).toBe(true);
  });

  it('tells of pauses in pings, which other clients do not look into', () => {
    expect(told(stream([{ type: 'paused' }, { type: 'resumed' }]))).toEqual([
      ['ping', { harmonium: { type: 'paused' } }],
      ['ping', { harmonium: { type: 'resumed' } }],
    ]);
  });

  it('after an edit says which blocks stand, and tells the item that was cut once more', () => {
    const [started, ...thought] = ANSWER.slice(0, 6);
    const events: GenerationEvent[] = [
      ...(started ? [started] : []),
      ...thought,
      { type: 'item-started', item: 1, kind: 'answer', toolName: '' },
      { type: 'content-delta', item: 1, text: 'It rains' },
      {
        type: 'rewound',
        command: 1,
        toToken: 9,
        standing: [
          ...thought,
          { type: 'item-started', item: 1, kind: 'answer', toolName: '' },
          { type: 'content-delta', item: 1, text: 'It' },
        ],
      },
      { type: 'content-delta', item: 1, text: ' snows' },
      { type: 'item-ended', item: 1 },
    ];
    const afterThought = told(stream(events)).slice(6);
    expect(afterThought).toEqual([
      ['content_block_start', { index: 1, content_block: { type: 'text', text: '' } }],
      delta(1, { type: 'text_delta', text: 'It rains' }),
      ['content_block_stop', { index: 1 }],
      ['ping', { harmonium: { type: 'rewound', token: 9, standing: [0] } }],
      ['content_block_start', { index: 2, content_block: { type: 'text', text: '' } }],
      delta(2, { type: 'text_delta', text: 'It' }),
      delta(2, { type: 'text_delta', text: ' snows' }),
      ['content_block_stop', { index: 2 }],
    ]);
  });
});
