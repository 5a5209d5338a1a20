import { describe, expect, it } from '@jest/globals';
import type { GenerationEvent } from '#protocol';
import { eventsOf, framesOf, type Item } from '../chat-completions/chat-events.fixture.js';
import { ResponseEventStream } from './response-event-stream.js';
import { echoOf, type ReadEvent, readEvents, responseOf, textOf, textsOf } from './response.fixture.js';

const THOUGHT: Item = { kind: 'reasoning', texts: ['Hm', '.'] };
const ANSWER: Item = { kind: 'answer', texts: ['Yes', '!'] };

function told(events: readonly GenerationEvent[]): ReadEvent[] {
  return readEvents(textOf(new ResponseEventStream(responseOf(echoOf())), events));
}

const typesOf = (events: readonly ReadEvent[]): string[] => events.map(({ type }) => type.replace('response.', ''));

describe('a response that somebody steers', () => {
  const [started, begun, first, second, ended, finish] = eventsOf([ANSWER]) as [
    GenerationEvent,
    GenerationEvent,
    GenerationEvent,
    GenerationEvent,
    GenerationEvent,
    GenerationEvent,
  ];

  it('tells pauses', () => {
    const events = told([started, begun, first, { type: 'paused' }, { type: 'resumed' }, second, ended, finish]);
    expect(events.slice(5, 7)).toEqual([
      { type: 'harmonium.paused', sequence_number: 5 },
      { type: 'harmonium.resumed', sequence_number: 6 },
    ]);
  });

  it('tells what stands after an edit, and goes on from there', () => {
    const standing = [started, begun, first];
    const events = told([
      ...standing,
      second,
      { type: 'rewound', command: 1, toToken: 7, standing },
      second,
      ended,
      finish,
    ]);
    const at = events.findIndex(({ type }) => type === 'harmonium.rewound');
    expect(events[at]).toMatchObject({
      token: 7,
      response: { status: 'in_progress', output: [{ status: 'in_progress', content: [{ text: 'Yes' }] }] },
    });
    expect(typesOf(events.slice(at + 1))).toEqual([
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ text: 'Yes!' }] }] } });
  });

  it('counts its items anew after an edit', () => {
    const standing = [started];
    const [, ...other] = eventsOf([THOUGHT]);
    const events = told([started, begun, first, { type: 'rewound', command: 1, toToken: 0, standing }, ...other]);
    const at = events.findIndex(({ type }) => type === 'harmonium.rewound');
    expect(events[at + 1]).toMatchObject({
      output_index: 0,
      item: { type: 'reasoning', id: 'rs_01k9yq5w3v7zq4m8r2t6x0abcd0000' },
    });
  });
});

describe('the ids of the events of a response', () => {
  const texts = textsOf(new ResponseEventStream(responseOf(echoOf())), framesOf(eventsOf([ANSWER]), [9]));
  const idsOf = (text: string): string[] => text.match(/^id: .*$/gm) ?? [];

  it('begin with the second event: who has only the first begins anew', () => {
    expect(texts[0]).toMatch(/^event: response\.created\ndata: .*\n\nid: 0\nevent: response\.in_progress\n/);
  });

  it('count the events of a frame', () => {
    expect(idsOf(texts[1] ?? '')).toEqual([
      'id: 0.1',
      'id: 0.2',
      'id: 0.3',
      'id: 0.4',
      'id: 0.5',
      'id: 0.6',
      'id: 0.7',
      'id: 0.8',
      'id: 1',
    ]);
  });
});
