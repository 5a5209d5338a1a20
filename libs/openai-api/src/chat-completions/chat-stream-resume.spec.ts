import { describe, expect, it } from '@jest/globals';
import type { Frame } from '#protocol';
import fc from 'fast-check';
import { parseStreamPosition } from '../answers/stream-position.js';
import { ChatChunkStream } from './chat-chunk-stream.js';
import {
  anyChoices,
  anySteeredEvents,
  eventsOf,
  EVERYTHING,
  framesOf,
  framesOfChoices,
  identityOf,
  type ChoiceFrame,
} from './chat-events.fixture.js';

const OPTIONS = { ...EVERYTHING, includeUsage: true };
const anySizes = fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }).filter((sizes) => sizes.some((size) => size > 0));

function stream(choices: number, arrived: readonly ChoiceFrame[], from?: string, options = OPTIONS): string {
  const had = from === undefined ? undefined : parseStreamPosition(from, choices, 'Last-Event-ID');
  const rendered = new ChatChunkStream(identityOf(choices), options, had);
  return [rendered.opening(), ...arrived.map(([frame, choice]) => rendered.pushFrame(frame, choice))].join('');
}

const single = (frames: readonly Frame[]): ChoiceFrame[] => frames.map((frame) => [frame, 0]);
const eventsIn = (text: string): string[] => text.split(/(?<=\n\n)/).filter(Boolean);
const idOf = (event: string): string => /^id: (.*)\n/.exec(event)?.[1] ?? '';
const withoutIds = (text: string): string => text.replace(/^id: .*\n/gm, '');

/** Whoever has some of the events and comes back gets exactly the others. */
function expectExactRest(choices: number, arrived: readonly ChoiceFrame[], at: number): void {
  const events = eventsIn(stream(choices, arrived));
  const had = events.slice(0, at % (events.length + 1));
  const last = had.at(-1);
  const from = last === undefined ? undefined : idOf(last);
  expect([...had, stream(choices, arrived, from)].join('')).toBe(events.join(''));
}

describe('the events of a chat stream', () => {
  it('are numbered by the frame they complete, and within it until then', () => {
    const events = eventsOf([{ kind: 'answer', texts: ['One', 'Two'] }]);
    const frames = framesOf(events, [2, 0, 2, 9]);
    expect(eventsIn(stream(1, single(frames))).map(idOf)).toEqual(['0', '2.1', '3', '3.1', '3.2', '4']);
  });

  it('have the places of all choices in their order', () => {
    const one = framesOf(eventsOf([{ kind: 'answer', texts: ['One'] }]));
    const two = framesOf(eventsOf([{ kind: 'answer', texts: ['Two'] }]), [9]);
    const arrived = [...one.map((frame): ChoiceFrame => [frame, 0]), ...two.map((frame): ChoiceFrame => [frame, 1])];
    expect(eventsIn(stream(2, arrived)).map(idOf)).toEqual([
      '0,-',
      '0,0',
      '3,0',
      '5,0',
      '5,0.1',
      '5,0.2',
      '5,0.3',
      '5,1',
    ]);
  });

  it('are exactly the rest for whoever comes back, wherever that is', () => {
    fc.assert(
      fc.property(anySteeredEvents, anySizes, fc.nat(), (events, sizes, at) => {
        expectExactRest(1, single(framesOf(events, sizes)), at);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are exactly the rest of several choices, too', () => {
    fc.assert(
      fc.property(anyChoices, fc.nat(), ({ choices, arrived }, at) => {
        expectExactRest(choices.length, framesOfChoices(arrived), at);
      }),
      { numRuns: 2_000 },
    );
  });

  it('come once each, in their order, when choices come back in another order than before', () => {
    fc.assert(
      fc.property(anyChoices, fc.nat(), fc.infiniteStream(fc.nat()), ({ choices, arrived }, at, order) => {
        const frames = framesOfChoices(arrived);
        const events = eventsIn(stream(choices.length, frames));
        const had = events.slice(0, 1 + (at % events.length));
        const rest = eventsIn(stream(choices.length, shuffled(frames, order), idOf(had.at(-1) ?? '')));
        const everything = [...had, ...rest].map(withoutIds);
        for (const choice of choices.keys()) {
          const ofChoice = (all: string[]) => all.filter((event) => event.includes(`"choices":[{"index":${choice},`));
          expect(ofChoice(everything)).toEqual(ofChoice(events.map(withoutIds)));
        }
        expect(everything.slice(-2)).toEqual(events.slice(-2).map(withoutIds));
        expect(everything.join('').length).toBe(withoutIds(events.join('')).length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('have the same ids for a client that may not see reasoning', () => {
    fc.assert(
      fc.property(anySteeredEvents, anySizes, (events, sizes) => {
        const frames = single(framesOf(events, sizes));
        const all = eventsIn(stream(1, frames));
        const some = eventsIn(stream(1, frames, undefined, { ...OPTIONS, includeReasoning: false }));
        const isShown = (event: string) => !event.includes('"reasoning_content"');
        expect(some.map(idOf)).toEqual(all.filter(isShown).map(idOf));
      }),
    );
  });

  it('of a choice that failed are not told twice', () => {
    const frames = framesOf([{ type: 'error', code: 'generation_failed', message: 'Out of luck.' }]);
    expect(stream(1, single(frames), '1')).toBe('');
    expect(stream(2, [...single(frames), ...frames.map((frame): ChoiceFrame => [frame, 1])], '1,0')).toBe('');
  });
});

/** Each choice's frames in their order, and those of all mixed anew. */
function shuffled(frames: readonly ChoiceFrame[], order: Iterable<number>): ChoiceFrame[] {
  const waiting = [...frames];
  const mixed: ChoiceFrame[] = [];
  for (const number of order) {
    if (waiting.length === 0) break;
    const choices = [...new Set(waiting.map(([, choice]) => choice))];
    const choice = choices[number % choices.length];
    mixed.push(
      ...waiting.splice(
        waiting.findIndex((one) => one[1] === choice),
        1,
      ),
    );
  }
  return mixed;
}
