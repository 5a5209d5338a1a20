import { describe, expect, it } from '@jest/globals';
import type { GenerationEvent } from '#protocol';
import { toCallId } from '../chat-completions/chat-identity.js';
import { eventsOf, framesOf, type Item } from '../chat-completions/chat-events.fixture.js';
import { ResponseEventStream } from './response-event-stream.js';
import {
  EVERYTHING,
  IDENTITY,
  echoOf,
  type ReadEvent,
  readComments,
  readEvents,
  responseOf,
  textOf,
  textsOf,
} from './response.fixture.js';

const THOUGHT: Item = { kind: 'reasoning', texts: ['Hm', '.'] };
const ID_OF_FIRST = 'msg_01k9yq5w3v7zq4m8r2t6x0abcd0000';
const ID_OF_SECOND = 'msg_01k9yq5w3v7zq4m8r2t6x0abcd0001';
const ANSWER: Item = { kind: 'answer', texts: ['Yes', '!'] };

type ToldCall = { call_id: string; status: string };

function streamed(events: readonly GenerationEvent[]): string {
  return textOf(new ResponseEventStream(responseOf(echoOf())), events);
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

  const edit = (standing: GenerationEvent[]): GenerationEvent => ({
    type: 'rewound',
    command: 1,
    toToken: 7,
    standing,
  });

  it('tells pauses in comments, which no client takes for events', () => {
    const text = streamed([started, begun, first, { type: 'paused' }, { type: 'resumed' }, second, ended, finish]);
    expect(text).toContain('\n\n: harmonium {"type":"paused"}\n: harmonium {"type":"resumed"}\nid: 6\nevent: ');
    expect(readEvents(text)).toEqual(readEvents(streamed([started, begun, first, second, ended, finish])));
  });

  it('tells no empty event, for which some clients take an empty line', () => {
    expect(streamed([started, { type: 'paused' }, { type: 'resumed' }, begun, first])).not.toMatch(/\n\n\n|^: .*\n\n/m);
  });

  it('goes on with an item of which an edit has kept all that was told', () => {
    const standing = [started, begun, first, second];
    const text = streamed([started, begun, first, edit(standing), ended, finish]);
    expect(readComments(text)).toEqual([{ type: 'rewound', token: 7, void: [] }]);
    expect(readEvents(text)).toEqual(readEvents(streamed([...standing, ended, finish])));
  });

  it('ends an item that an edit has cut, and tells what stands as another one', () => {
    const standing = [started, begun, first];
    const text = streamed([...standing, second, edit(standing), second, ended, finish]);
    expect(readComments(text)).toEqual([{ type: 'rewound', token: 7, void: [ID_OF_FIRST] }]);
    const events = readEvents(text);
    const [abandoned, whole] = events.filter(({ type }) => type === 'response.output_item.done');
    expect(abandoned).toMatchObject({
      output_index: 0,
      item: { id: ID_OF_FIRST, status: 'incomplete', content: [{ text: 'Yes!' }] },
    });
    expect(whole).toMatchObject({
      output_index: 1,
      item: { id: ID_OF_SECOND, status: 'completed', content: [{ text: 'Yes!' }] },
    });
    expect(typesOf(events).slice(-9)).toEqual([
      'output_item.done',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(events.at(-1)).toMatchObject({ response: { output: [{ id: ID_OF_SECOND, content: [{ text: 'Yes!' }] }] } });
  });

  it('tells the end of an item once, though an edit has kept it', () => {
    const items = eventsOf([THOUGHT, ANSWER]);
    const standing = items.slice(0, 7);
    const events = readEvents(streamed([...items.slice(0, -1), edit(standing), ...items.slice(7)]));
    expect(events.filter(({ type }) => type === 'response.output_item.done')).toMatchObject([
      { output_index: 0, item: { type: 'reasoning' } },
      { output_index: 1, item: { type: 'message', status: 'incomplete' } },
      { output_index: 2, item: { type: 'message', status: 'completed' } },
    ]);
  });

  it('gives back no sealed thought that does not stand', () => {
    const [, thinking, thought, ...rest] = eventsOf([THOUGHT]) as [GenerationEvent, GenerationEvent, GenerationEvent];
    const text = textOf(new ResponseEventStream(responseOf(echoOf({}, EVERYTHING))), [
      started,
      thinking,
      thought,
      edit([started]),
      thinking,
      thought,
      ...rest,
    ]);
    const done = readEvents(text).filter(({ type }) => type === 'response.output_item.done');
    expect(done.map(({ item }) => (item as { encrypted_content?: string }).encrypted_content)).toEqual([
      undefined,
      'sealed(Hm.)',
    ]);
  });

  it('gives a call that is made again another id', () => {
    const calling = eventsOf([{ kind: 'tool-call', toolName: 'look', texts: ['{}'] }]);
    const events = readEvents(streamed([...calling.slice(0, 3), edit([started]), ...calling.slice(1)]));
    const calls = events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item as ToldCall);
    expect(calls.map(({ status }) => status)).toEqual(['incomplete', 'completed']);
    expect(calls[0]?.call_id).toBe(toCallId(IDENTITY.generationId, 0));
    expect(calls[1]?.call_id).toBe(toCallId(IDENTITY.generationId, 1));
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
