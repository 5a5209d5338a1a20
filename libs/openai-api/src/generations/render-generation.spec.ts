import { describe, expect, it } from '@jest/globals';
import { type Frame, type GenerationEvent, deriveId } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { framesOf, USAGE } from '../chat-completions/chat-events.fixture.js';
import { toChatUsage } from '../chat-completions/chat-identity.js';
import type { TokenChannel } from './items.js';
import { toGenerationBody, toGenerationOutputBody, type ServedGeneration } from './render-generation.js';

const generation = sampleGeneration({ adapter: 'law', class: 'batch', persistence: 'resumable' });
const queued: ServedGeneration = {
  generation,
  state: 'queued',
  epoch: 1,
  logLength: 0,
  preemptions: 0,
  acceptedAtMs: 1_700_000_000_900,
  startedAtMs: null,
  pending: [],
  last: null,
};
const lastOf = (...events: GenerationEvent[]): Frame => ({ sequence: 9, firstTokenIndex: 0, tokenIds: [], events });
const finish: GenerationEvent = { type: 'finish', reason: 'tool-call', usage: USAGE };

describe('a generation', () => {
  it('that waits says what was asked of it, and not whose it is', () => {
    expect(toGenerationBody(queued)).toEqual({
      id: generation.id,
      object: 'generation',
      status: 'queued',
      model: 'gpt-oss-test:law',
      class: 'batch',
      persistence: 'resumable',
      created_at: 1_700_000_000,
      started_at: null,
      position: 0,
      usage: null,
      finish_reason: null,
      error: null,
      pending_commands: [],
      forked_from: null,
      preemptions: 0,
      resumes: 0,
    });
  });

  it('that was preempted, forked and steered says so', () => {
    const forked = { ...generation, forkedFrom: { id: 'gen_source', toToken: 5 } };
    const pending = [{ number: 4, action: 'answer-now' as const }];
    expect(
      toGenerationBody({ ...queued, generation: forked, state: 'running', epoch: 3, preemptions: 2, pending }),
    ).toMatchObject({
      status: 'in_progress',
      forked_from: { id: 'gen_source', token: 5 },
      pending_commands: [{ number: 4, action: 'answer_now' }],
      preemptions: 2,
      resumes: 2,
    });
  });

  it.each([
    ['completed', lastOf(finish)],
    ['cancelled', lastOf({ type: 'error', code: 'cancelled', message: 'The client left.' })],
    ['failed', lastOf({ type: 'error', code: 'poisonous_request', message: 'No.' })],
    ['failed', null],
  ])('that has ended is %s by its last frame', (status, last) => {
    expect(toGenerationBody({ ...queued, state: 'finished', last }).status).toBe(status);
  });

  it('that has ended has its usage, and why it ended', () => {
    const ended = toGenerationBody({ ...queued, state: 'finished', last: lastOf(finish) });
    expect(ended).toMatchObject({ usage: toChatUsage([USAGE]), finish_reason: 'tool_calls', error: null });
    const failed = toGenerationBody({
      ...queued,
      last: lastOf({ type: 'error', code: 'internal_error', message: 'No.' }),
    });
    expect(failed).toMatchObject({ usage: null, error: { code: 'internal_error', message: 'No.' } });
  });
});

describe('the output of a generation', () => {
  const events: GenerationEvent[] = [
    { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
    { type: 'reasoning-delta', item: 0, text: 'Hm' },
    { type: 'item-ended', item: 0 },
    { type: 'item-started', item: 1, kind: 'answer', toolName: '' },
    { type: 'item-ended', item: 1 },
    { type: 'item-started', item: 2, kind: 'tool-call', toolName: 'f' },
    { type: 'tool-arguments-delta', item: 2, text: '{"a"' },
    { type: 'tool-arguments-delta', item: 2, text: ':' },
  ];
  const channels: TokenChannel[] = ['header', 'reasoning', 'reasoning', 'header', 'header', 'tool-call', 'tool-call'];
  const tokenIds = [90, 1, 2, 91, 92, 3, 4];
  const show = (frames: readonly Frame[], reasoning: boolean, tokens = true) =>
    toGenerationOutputBody(
      { ...queued, state: 'running' },
      { frames, tokenIds, channels, textOf: (id) => `<${id}>` },
      { reasoning, tokens },
    );
  const call = {
    item: 2,
    type: 'tool-call',
    status: 'in_progress',
    name: 'f',
    call_id: deriveId('call', generation.id, 2),
    text: '{"a":',
    first_token: 5,
    token_count: 2,
  };
  const empty = { item: 1, type: 'answer', status: 'completed', text: '', first_token: null, token_count: 0 };

  it('is told item by item, with the tokens of each', () => {
    const { output, token_count: count, tokens } = show(framesOf(events), true);
    const thought = { item: 0, type: 'reasoning', status: 'completed', text: 'Hm', first_token: 1, token_count: 2 };
    expect(output).toEqual([thought, empty, call]);
    expect(count).toBe(7);
    expect(tokens?.map(({ index, id }) => [index, id])).toEqual(tokenIds.map((id, index) => [index, id]));
    expect(tokens?.[1]).toEqual({ index: 1, id: 1, text: '<1>', channel: 'reasoning' });
    expect(show(framesOf(events), true, false)).not.toHaveProperty('tokens');
  });

  it('is what stands after an edit', () => {
    const rewound: GenerationEvent = { type: 'rewound', command: 1, toToken: 3, standing: events.slice(0, 2) };
    const rest: GenerationEvent[] = [{ type: 'reasoning-delta', item: 0, text: ', no' }];
    const { output } = show(framesOf([...events, rewound, ...rest]), true);
    expect(output.map(({ text, status }) => ({ text, status }))).toEqual([{ text: 'Hm, no', status: 'in_progress' }]);
  });

  it('has no reasoning for whoever may not see it, and no tokens but those of what is shown', () => {
    const { output, tokens } = show(framesOf(events), false);
    expect(output).toEqual([empty, call]);
    expect(tokens?.map(({ index }) => index)).toEqual([5, 6]);
  });
});
