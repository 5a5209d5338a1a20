import { describe, expect, it } from '@jest/globals';
import { checkHistory, checkRequest } from './check-request.js';
import { deliveryFaults, tokensOf } from './check-delivery.js';
import type { Evidence } from './evidence.js';
import { goodEvidence, interleaved, LOG, logEvent, received, REPLAY } from './evidence.fixture.js';
import { chunk } from './fake-generation-server.js';
import type { StreamEvent } from './history.js';

/** The broken promises, by name. */
const broken = (evidence: Evidence): string[] => [...new Set(checkRequest(evidence).map(({ property }) => property))];
const at = (index: number): StreamEvent => REPLAY[index] ?? { id: '', name: '', data: '' };
const without = (index: number): StreamEvent[] => REPLAY.filter((_, place) => place !== index);
const cancelled = [...LOG.slice(0, 3), logEvent(4, 'error', { code: 'cancelled', message: '' })];
const cancelledReplay: StreamEvent[] = [
  ...REPLAY.slice(0, 3),
  { id: '4', name: '', data: '{"error":{"code":"cancelled"}}' },
];

describe('a history in which every promise was kept', () => {
  it('has no violation', () => {
    expect(checkRequest(goodEvidence())).toEqual([]);
    expect(checkHistory(goodEvidence().history)).toEqual([]);
  });

  it('may be only a beginning, when the client left and the rest was cancelled', () => {
    const evidence = received(REPLAY.slice(0, 3), { outcome: 'left' });
    evidence.history.plan.isResumable = false;
    expect(checkRequest({ ...evidence, replay: cancelledReplay, logs: [cancelled] })).toEqual([]);
  });

  it('may have its choices in another order than the replay', () => {
    const plan = { choices: 2 };
    const replay = interleaved([0, 0, 1, 1], ['1,0', '2,0', '2,1', '2,2']);
    const stream = interleaved([1, 0, 1, 0], ['0,1', '1,1', '1,2', '2,2']);
    const { history } = received(stream);
    const evidence = goodEvidence({ history: { ...history, plan: { ...history.plan, ...plan } }, replay });
    expect(deliveryFaults(evidence)).toEqual({ lost: [], repeated: [], changed: [] });
    const [first, ...others] = stream;
    const lossy = { ...evidence.history, connections: received(others).history.connections };
    expect(deliveryFaults({ ...evidence, history: lossy }).lost).toMatchObject([{ data: first?.data }]);
  });
});

describe('what the client received', () => {
  it.each<[string, StreamEvent[]]>([
    ['lacks an event', without(3)],
    ['lacks the end', REPLAY.slice(0, -1)],
    ['has an event twice', [...REPLAY.slice(0, 4), at(3), ...REPLAY.slice(4)]],
    [
      'has another text',
      REPLAY.map((event, index) => (index === 3 ? { ...event, data: chunk({ content: 'x' }) } : event)),
    ],
    ['has another position', REPLAY.map((event, index) => (index === 3 ? { ...event, id: '9' } : event))],
    ['has two events the wrong way round', [at(0), at(2), at(1), ...REPLAY.slice(3)]],
  ])('is no rendering of the log when it %s', (_, events) => {
    expect(broken(received(events))).toContain('delivery');
  });

  it('is counted in tokens of the log', () => {
    const evidence = received(without(3));
    const { lost } = deliveryFaults(evidence);
    expect([lost.length, tokensOf(lost, evidence)]).toEqual([1, 1]);
  });

  it('is no beginning of what the log adds up to when the log says something else', () => {
    const logs = [
      LOG.map((event) => (event.sequence === 4 ? logEvent(4, 'content-delta', { item: 0, text: '?' }, [1]) : event)),
    ];
    expect(broken(goodEvidence({ logs }))).toContain('prefix');
  });

  it('takes nothing back when nobody edits', () => {
    const rewound = { id: '3.1', name: '', data: '{"choices":[],"harmonium":{"type":"rewound"}}' };
    expect(broken(received([...REPLAY.slice(0, 4), rewound, ...REPLAY.slice(4)]))).toContain('prefix');
  });
});

describe('the end', () => {
  const finish = LOG.at(-1) ?? logEvent(0, '', {});

  it.each<[string, Partial<Evidence>]>([
    ['is missing in the log', { logs: [LOG.slice(0, -1)] }],
    ['is there twice in the log', { logs: [[...LOG, finish]] }],
    ['has something behind it in the log', { logs: [[finish, ...LOG.slice(0, -1)]] }],
    ['is missing in the replay', { replay: REPLAY.slice(0, -1) }],
  ])('is wrong when it %s', (_, changes) => {
    expect(broken(goodEvidence(changes))).toContain('one-end');
  });

  it('is wrong when the client received it twice', () => {
    expect(broken(received([...REPLAY, ...REPLAY.slice(-1)]))).toContain('one-end');
  });
});

describe('the accounts', () => {
  it('are wrong when the log holds other tokens than were spent', () => {
    expect(broken(goodEvidence({ logs: [LOG.filter(({ sequence }) => sequence !== 2)] }))).toContain('accounting');
  });

  it('are wrong when a log goes back', () => {
    const [first, second, ...others] = LOG;
    if (!first || !second) throw new Error('The log is too short');
    expect(broken(goodEvidence({ logs: [[...others.slice(0, 1), first, second, ...others.slice(1)]] }))).toContain(
      'accounting',
    );
  });
});

describe('the answer', () => {
  it('is wrong when it is not the undisturbed one', () => {
    const { undisturbed } = goodEvidence();
    expect(broken(goodEvidence({ undisturbed: { ...undisturbed, content: '1, 2, 3, 4' } }))).toEqual(['answer']);
  });

  it('is wrong when the generation failed, or was cancelled though it is resumable and its client stayed', () => {
    const failed = [...LOG.slice(0, 3), logEvent(4, 'error', { code: 'generation_failed', message: '' })];
    expect(broken(goodEvidence({ logs: [failed] }))).toContain('answer');
    expect(broken(goodEvidence({ logs: [cancelled] }))).toContain('answer');
  });

  it.each([
    ['counts', '{"n":1}', []],
    ['breaks the schema', '{"n":"one"}', ['answer']],
    ['is no JSON', '{"n":', ['answer']],
  ])('that is bound to a schema and %s is judged by it', (_, text, expected) => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const fields = { response_format: { json_schema: { schema } } };
    expect(broken(answering(text, [], { kind: 'json', text: '', fields }))).toEqual(expected);
  });

  it.each([
    ['is good', 'get_time', '{"city":"Rome"}', []],
    ['names no declared tool', 'get_money', '{"city":"Rome"}', ['answer']],
    ['cannot be parsed', 'get_time', '{"city":', ['answer']],
  ])('that is a call and %s is judged by its tools', (_, toolName, text, expected) => {
    const fields = { tools: [{ type: 'function', function: { name: 'get_time' } }] };
    const call = [
      logEvent(1, 'item-started', { item: 0, kind: 'tool-call', toolName }),
      logEvent(2, 'tool-arguments-delta', { item: 0, text }),
    ];
    expect(broken(answering('', call, { kind: 'tool', text: '', fields }))).toEqual(expected);
  });

  function answering(
    content: string,
    events: Evidence['logs'][number],
    question: Evidence['history']['plan']['question'],
  ): Evidence {
    const finish = logEvent(9, 'finish', { reason: 'stop', usage: { completionTokens: 0 } });
    const log = [...events, logEvent(8, 'content-delta', { item: 1, text: content }), finish];
    const end = REPLAY.slice(-1);
    const { history } = received(end);
    const plan = { ...history.plan, question };
    return goodEvidence({ history: { ...history, plan }, replay: end, logs: [log] });
  }
});

describe('a foreground client that leaves for good', () => {
  const left = (): Evidence => {
    const evidence = received(REPLAY.slice(0, 2), { outcome: 'left' });
    evidence.history.plan.isResumable = false;
    return evidence;
  };
  const mark = { name: 'kill gateway', role: 'gateway', seat: 0, fromMs: 50, untilMs: 900, running: 0 } as const;

  it('must have its generation cancelled', () => {
    expect(broken(left())).toEqual(['cancellation']);
  });

  it('unless the answer was nearly there, or its gateway was in trouble', () => {
    expect(broken({ ...left(), marks: [mark] })).toEqual([]);
    expect(broken({ ...left(), marks: [{ ...mark, seat: 1 }] })).toEqual(['cancellation']);
    const late = received(REPLAY.slice(0, 6), { outcome: 'left' });
    late.history.plan.isResumable = false;
    expect(broken(late)).toEqual([]);
  });
});

describe('an accepted request', () => {
  const { history } = goodEvidence();
  const outcomes = (changes: Partial<typeof history>): string[] =>
    checkHistory({ ...history, ...changes }).map(({ property }) => property);

  it('must end, must be known, and must have a name for each choice', () => {
    expect(outcomes({ outcome: 'given-up' })).toEqual(['ending']);
    expect(outcomes({ outcome: 'gone' })).toEqual(['ending']);
    expect(outcomes({ generationIds: [] })).toEqual(['ending']);
  });

  it('is never answered with nonsense', () => {
    const answered = (status: number) => history.connections.map((one) => ({ ...one, status }));
    expect(outcomes({ connections: answered(503) })).toEqual([]);
    expect(outcomes({ connections: answered(500) })).toEqual(['status', 'status']);
  });
});
