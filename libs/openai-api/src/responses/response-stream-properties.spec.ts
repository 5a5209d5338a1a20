import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Frame, GenerationEvent } from '#protocol';
import { parseStreamPosition } from '../answers/stream-position.js';
import { anySteeredEvents, framesOf } from '../chat-completions/chat-events.fixture.js';
import { ClientView } from './client-view.fixture.js';
import type { ResponseEcho } from './response-echo.js';
import { ResponseEventMessages } from './response-event-messages.js';
import { ResponseEventStream, type ResponseStreamStart } from './response-event-stream.js';
import {
  echoOf,
  EVERYTHING,
  IDENTITY,
  readComments,
  readEvents,
  responseOf,
  seal,
  textsOf,
} from './response.fixture.js';
import { toResponse } from './to-response.js';

const ECHO = echoOf({}, EVERYTHING);
const anySizes = fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }).filter((sizes) => sizes.some((size) => size > 0));
const anyEcho: fc.Arbitrary<ResponseEcho> = fc
  .record({
    include: fc.record({ encryptedContent: fc.boolean(), logprobs: fc.boolean() }),
    maySeeReasoning: fc.boolean(),
    variant: fc.constantFrom('openai' as const, 'open-responses' as const),
    background: fc.boolean(),
  })
  .map(({ background, ...rest }) => echoOf({ background }, rest));
/** Generations that end well, or break off anywhere. */
const anyEnding: fc.Arbitrary<GenerationEvent[]> = fc
  .tuple(
    anySteeredEvents,
    fc.constantFrom('finish' as const, 'generation_failed' as const, 'cancelled' as const),
    fc.nat(),
  )
  .map(([events, ending, place]): GenerationEvent[] =>
    ending === 'finish'
      ? events
      : [...events.slice(0, place % events.length), { type: 'error', code: ending, message: 'Out of luck.' }],
  );

function stream(frames: readonly Frame[], echo = ECHO, start: ResponseStreamStart = {}): string {
  return textsOf(new ResponseEventStream(responseOf(echo), start), frames).join('');
}

const blocksIn = (text: string): string[] => text.split(/(?<=\n\n)/).filter(Boolean);
const idOf = (block: string): string | undefined => /^id: (.*)$/m.exec(block)?.[1];
const numberOf = (block: string): number => Number(/"sequence_number":(\d+)/.exec(block)?.[1] ?? NaN);

describe('the events of a response, whatever the model does', () => {
  it('are numbered from 0 without gaps', () => {
    fc.assert(
      fc.property(anyEnding, anySizes, anyEcho, (events, sizes, echo) => {
        const numbers = readEvents(stream(framesOf(events, sizes), echo)).map((event) => event.sequence_number);
        expect(numbers).toEqual(numbers.map((_, index) => index));
      }),
    );
  });

  it('come in the order that clients rely on, and piece by piece give what the whole is', () => {
    fc.assert(
      fc.property(anyEnding, anySizes, anyEcho, (events, sizes, echo) => {
        const text = stream(framesOf(events, sizes), echo);
        const view = new ClientView(echo.variant);
        for (const event of readEvents(text)) view.read(event);
        const gone = new Set(readComments(text).flatMap((comment) => (comment as { void?: unknown[] }).void ?? []));
        const { status, output } = toResponse(IDENTITY, echo, events, seal);
        if (status === 'cancelled') view.leave();
        else expect(view.response).toMatchObject({ status, output });
        // Only of a thought that broke off the object says more: what it is sealed.
        expect(output).toMatchObject(view.standing(gone));
        expect(output).toHaveLength(view.standing(gone).length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are the same however the tokens were put into frames', () => {
    fc.assert(
      fc.property(anyEnding, anySizes, anyEcho, (events, sizes, echo) => {
        expect(readEvents(stream(framesOf(events, sizes), echo))).toEqual(readEvents(stream(framesOf(events), echo)));
      }),
    );
  });

  it('are the same as messages of a WebSocket', () => {
    fc.assert(
      fc.property(anyEnding, anySizes, anyEcho, (events, sizes, echo) => {
        const frames = framesOf(events, sizes);
        const messages = new ResponseEventMessages(responseOf(echo));
        const told = [...messages.opening(), ...frames.flatMap((frame) => messages.pushFrame(frame))];
        expect(told.map((json): unknown => JSON.parse(json))).toEqual(readEvents(stream(frames, echo)));
      }),
    );
  });
});

describe('a client that comes back to a response', () => {
  it('gets exactly the rest of the bytes, by the id of the last event it has', () => {
    fc.assert(
      fc.property(anyEnding, anySizes, anyEcho, fc.nat(), (events, sizes, echo, at) => {
        const frames = framesOf(events, sizes);
        const blocks = blocksIn(stream(frames, echo));
        const had = blocks.slice(0, at % (blocks.length + 1));
        const last = had.map(idOf).findLast((id) => id !== undefined);
        const kept = last === undefined ? [] : had;
        const start = last === undefined ? {} : { had: parseStreamPosition(last, 1, 'Last-Event-ID') };
        expect([...kept, stream(frames, echo, start)].join('')).toBe(blocks.join(''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gets exactly the rest, by the number of the last event it has', () => {
    fc.assert(
      fc.property(anyEnding, anySizes, anyEcho, (events, sizes, echo) => {
        const frames = framesOf(events, sizes);
        const blocks = blocksIn(stream(frames, echo));
        for (let number = -1; number <= Math.max(...blocks.map(numberOf).filter(Number.isInteger)); number++) {
          const rest = blocksIn(stream(frames, echo, { startingAfter: number }));
          expect(rest).toEqual(blocks.filter((block) => !(numberOf(block) <= number)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('finds the same ids whether it may see reasoning or not', () => {
    fc.assert(
      fc.property(anyEnding, anySizes, (events, sizes) => {
        const frames = framesOf(events, sizes);
        const all = blocksIn(stream(frames));
        const some = blocksIn(stream(frames, { ...ECHO, maySeeReasoning: false }));
        const isShown = (block: string) => !/^event: response\.reasoning|"part":\{"type":"reasoning_text"/m.test(block);
        expect(some.map(idOf)).toEqual(all.filter(isShown).map(idOf));
      }),
    );
  });
});
