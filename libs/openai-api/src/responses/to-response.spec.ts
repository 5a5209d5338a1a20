import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anySteeredEvents, CUSTOM_TOOL, eventsOf, type Item } from '../chat-completions/chat-events.fixture.js';
import { showItem, showResponse } from './show-response.js';
import { echoOf, EVERYTHING, IDENTITY, seal } from './response.fixture.js';
import { toResponse } from './to-response.js';

const ITEMS: Item[] = [
  { kind: 'reasoning', texts: ['Hm', '.'] },
  { kind: 'preamble', texts: ['Look'] },
  { kind: 'tool-call', toolName: CUSTOM_TOOL, texts: ['{"input":"1"}'] },
];

/** General rules of OpenAI's object: these keys are always there. */
const KEYS =
  'id object created_at completed_at status incomplete_details model previous_response_id instructions output error tools ' +
  'tool_choice truncation parallel_tool_calls text top_p presence_penalty frequency_penalty top_logprobs temperature reasoning ' +
  'usage max_output_tokens max_tool_calls store background service_tier metadata safety_identifier prompt_cache_key';

describe('a response object', () => {
  it('has all keys in every state', () => {
    const whole = eventsOf(ITEMS);
    const failed = [...whole.slice(0, 3), { type: 'error' as const, code: 'overloaded' as const, message: 'Busy.' }];
    for (const events of [[], whole.slice(0, 3), whole, failed]) {
      expect(Object.keys(toResponse(IDENTITY, echoOf(), events, seal))).toEqual(
        expect.arrayContaining(KEYS.split(' ')),
      );
    }
  });

  it('is queued in the background, or in progress, before anything is there', () => {
    expect(toResponse(IDENTITY, echoOf({ background: true }), [], seal)).toMatchObject({
      status: 'queued',
      output: [],
      usage: null,
    });
    expect(toResponse(IDENTITY, echoOf(), [], seal)).toMatchObject({ status: 'in_progress', output: [] });
  });

  it('has the output so far while it is generated', () => {
    const events = eventsOf(ITEMS).slice(0, 7);
    expect(toResponse(IDENTITY, echoOf({ background: true }), events, seal)).toMatchObject({
      status: 'in_progress',
      completed_at: null,
      output: [
        { type: 'reasoning', status: 'completed' },
        { type: 'message', status: 'in_progress', content: [{ text: 'Look' }] },
      ],
    });
  });

  it('is completed with everything that was asked for', () => {
    const identity = { ...IDENTITY, completedSeconds: () => 1_763_900_009 };
    expect(toResponse(identity, echoOf({}, EVERYTHING), eventsOf(ITEMS, 'tool-call'), seal)).toMatchObject({
      id: 'resp_01k9yq5w3v7zq4m8r2t6x0abcd',
      object: 'response',
      created_at: 1_763_900_000,
      completed_at: 1_763_900_009,
      status: 'completed',
      error: null,
      incomplete_details: null,
      output: [
        {
          type: 'reasoning',
          summary: [],
          content: [{ type: 'reasoning_text', text: 'Hm.' }],
          encrypted_content: 'sealed(Hm.)',
        },
        { type: 'message', role: 'assistant', phase: 'commentary', content: [{ type: 'output_text', text: 'Look' }] },
        { type: 'custom_tool_call', name: CUSTOM_TOOL, input: '1' },
      ],
      usage: { total_tokens: 100 },
    });
  });

  it('is incomplete, failed or cancelled by how the generation ended', () => {
    const endedWith = (code: 'overloaded' | 'cancelled' | 'context_length_exceeded') =>
      toResponse(IDENTITY, echoOf(), [...eventsOf(ITEMS).slice(0, 3), { type: 'error', code, message: 'Why.' }], seal);
    expect(toResponse(IDENTITY, echoOf(), eventsOf(ITEMS, 'length'), seal)).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    expect(endedWith('overloaded')).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: 'Why.' },
    });
    expect(endedWith('context_length_exceeded')).toMatchObject({ error: { code: 'invalid_prompt' } });
    expect(endedWith('cancelled')).toMatchObject({
      status: 'cancelled',
      error: null,
      output: [{ status: 'incomplete' }],
    });
  });

  it('shows thoughts, and what is sealed, only to those who may and want to see them', () => {
    const events = eventsOf(ITEMS);
    const shown = JSON.stringify(toResponse(IDENTITY, echoOf({}, { maySeeReasoning: false }), events, seal));
    expect(shown).not.toMatch(/Hm|encrypted_content/);
  });
});

describe('a stored response', () => {
  it('has everything, and shows exactly what the response itself shows', () => {
    const anyParts = fc.record({
      maySeeReasoning: fc.boolean(),
      include: fc.record({ encryptedContent: fc.boolean(), logprobs: fc.constant(true) }),
    });
    fc.assert(
      fc.property(anySteeredEvents, anyParts, (events, parts) => {
        const echo = echoOf({}, parts);
        const stored = toResponse(IDENTITY, echo, events, seal, 'stored');
        expect(showResponse(stored, parts)).toEqual(toResponse(IDENTITY, echo, events, seal));
        for (const item of stored.output)
          if (item.type === 'reasoning') expect(item.encrypted_content).toBe(seal(item.content[0]?.text ?? ''));
      }),
    );
  });

  it('shows log probabilities only to those who include them', () => {
    const likely = [[{ bytes: Buffer.from('Yes'), logprob: -0.5, alternatives: [] }]];
    const events = eventsOf([{ kind: 'answer', texts: ['Yes'], logprobs: likely }]);
    const [item] = toResponse(
      IDENTITY,
      echoOf({ include: ['message.output_text.logprobs'] }),
      events,
      seal,
      'stored',
    ).output;
    if (!item) throw new Error('There is no item');
    const shownWith = (logprobs: boolean) =>
      showItem(item, { maySeeReasoning: true, include: { encryptedContent: false, logprobs } });
    expect(shownWith(true)).toEqual(item);
    expect(shownWith(false)).toMatchObject({ content: [{ text: 'Yes', logprobs: [] }] });
  });
});
