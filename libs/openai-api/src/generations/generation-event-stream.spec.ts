import { describe, expect, it } from '@jest/globals';
import { type Frame, type GenerationEvent, foldTokens } from '#protocol';
import fc from 'fast-check';
import { anySteeredEvents, framesOf } from '../chat-completions/chat-events.fixture.js';
import { parseStreamPosition } from '../answers/stream-position.js';
import { GenerationEventStream } from './generation-event-stream.js';

interface Told {
  id: string;
  event: string;
  data: GenerationEvent & { token_ids?: number[] };
}

function stream(frames: readonly Frame[], maySeeReasoning = true, from?: string): string {
  const had = from === undefined ? undefined : parseStreamPosition(from, 1, 'Last-Event-ID');
  const rendered = new GenerationEventStream(maySeeReasoning, had);
  return [rendered.opening(), ...frames.map((frame) => rendered.pushFrame(frame))].join('');
}

const eventsIn = (text: string): string[] => text.split(/(?<=\n\n)/).filter(Boolean);
const idOf = (event: string): string => /^id: (.*)\n/.exec(event)?.[1] ?? '';

function read(event: string): Told {
  const [, id = '', name = '', data = ''] =
    /^id: (\d+(?:\.\d+)?)\nevent: ([a-z-]+)\ndata: ([^\n]+)\n\n$/.exec(event) ?? [];
  return { id, event: name, data: JSON.parse(data) as Told['data'] };
}

/** Frames of any sizes, some without events, with tokens. */
const anyFrames = fc
  .tuple(
    anySteeredEvents,
    fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }).filter((sizes) => sizes.some((size) => size > 0)),
    fc.array(fc.array(fc.nat(300_000), { maxLength: 3 }), { minLength: 1 }),
  )
  .map(([events, sizes, tokens]) =>
    framesOf(events, sizes).map((frame, at): Frame => ({ ...frame, tokenIds: tokens[at % tokens.length] ?? [] })),
  );

/** In real frames a rewind is the first event. */
function rewindsFirst(frames: readonly Frame[]): Frame[] {
  const isRewind = ({ type }: GenerationEvent): boolean => type === 'rewound';
  return frames.map((frame) => {
    const rewinds = frame.events.filter(isRewind).slice(0, 1);
    return { ...frame, events: [...rewinds, ...frame.events.filter((event) => !isRewind(event))] };
  });
}

const secret: GenerationEvent[] = [
  { type: 'generation-started', cachedTokens: 0 },
  { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
  { type: 'reasoning-delta', item: 0, text: 'secret' },
  inspected(3, 'secret'),
  { type: 'item-ended', item: 0 },
  inspected(4, 'secret'),
  { type: 'item-started', item: 1, kind: 'answer', toolName: '' },
  { type: 'content-delta', item: 1, text: 'Hi' },
  inspected(5, 'Hi'),
  inspected(6, '<|end|>'),
];

function inspected(tokenIndex: number, text: string): GenerationEvent {
  const bytes = Uint8Array.from(Buffer.from(text));
  return { type: 'token-inspected', tokenIndex, tokenId: 7, token: { bytes, logprob: -1, alternatives: [] } };
}

describe("a stream of a generation's events", () => {
  it('tells each under our own name, and the tokens of a frame with its last one', () => {
    const frame: Frame = {
      sequence: 42,
      firstTokenIndex: 0,
      tokenIds: [5, 6],
      events: [{ type: 'paused' }, inspected(0, 'é')],
    };
    const tokens: Frame = { sequence: 43, firstTokenIndex: 2, tokenIds: [8], events: [] };
    expect(stream([frame, tokens], true, '41')).toBe(
      [
        'id: 41.1\nevent: paused\ndata: {"type":"paused"}\n\n',
        'id: 42\nevent: token-inspected\ndata: {"type":"token-inspected","tokenIndex":0,"tokenId":7,',
        '"token":{"text":"é","bytes":[195,169],"logprob":-1,"alternatives":[]},"token_ids":[5,6]}\n\n',
        'id: 43\nevent: tokens\ndata: {"type":"tokens","token_ids":[8]}\n\n',
      ].join(''),
    );
  });

  it('gives the tokens that stand to whoever folds it', () => {
    fc.assert(
      fc.property(anyFrames.map(rewindsFirst), (frames) => {
        let folded: readonly number[] = [];
        for (const { data } of eventsIn(stream(frames)).map(read)) {
          const cut = data.type === 'rewound' ? folded.slice(0, data.toToken) : folded;
          folded = [...cut, ...(data.token_ids ?? [])];
        }
        const whole = frames.reduce<readonly number[]>(foldTokens, []);
        expect(folded).toEqual(whole);
      }),
    );
  });

  it('is exactly the rest for whoever comes back, wherever that is and whatever they may see', () => {
    fc.assert(
      fc.property(anyFrames, fc.nat(), fc.boolean(), (frames, at, maySeeReasoning) => {
        const events = eventsIn(stream(frames, maySeeReasoning));
        const had = events.slice(0, at % (events.length + 1));
        const last = had.at(-1);
        expect([...had, stream(frames, maySeeReasoning, last && idOf(last))].join('')).toBe(events.join(''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('has the same ids for whoever may not see reasoning', () => {
    fc.assert(
      fc.property(anyFrames, (frames) => {
        const all = new Map(eventsIn(stream(frames)).map((event) => [idOf(event), read(event).event]));
        for (const event of eventsIn(stream(frames, false))) expect(all.get(idOf(event))).toBe(read(event).event);
      }),
    );
  });

  it('shows no reasoning, no token of it and no token ids to whoever may not see it', () => {
    const rewound: GenerationEvent = { type: 'rewound', command: 1, toToken: 3, standing: secret };
    const frames = framesOf([...secret, rewound, ...secret.slice(7)]).map((frame) => ({ ...frame, tokenIds: [1_234] }));
    const text = stream(frames, false);
    expect(text).not.toMatch(/secret|reasoning|1234|token_ids|<\|end\|>/);
    expect(eventsIn(text).map((event) => read(event).event)).toEqual([
      'generation-started',
      'item-started',
      'content-delta',
      'token-inspected',
      'rewound',
      'content-delta',
      'token-inspected',
    ]);
    expect(stream(frames)).toMatch(/secret/);
  });
});
