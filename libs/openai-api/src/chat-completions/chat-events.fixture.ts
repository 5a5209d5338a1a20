import type { FinishReason, Frame, GenerationEvent, ItemKind, TokenLogprob, Usage } from '#protocol';
import fc from 'fast-check';
import { standingEvents } from '../answers/standing-events.js';
import type { ChatIdentity } from './chat-identity.js';

export const IDENTITY: ChatIdentity = {
  generationIds: ['gen_01k9yq5w3v7zq4m8r2t6x0abcd'],
  model: 'openai/gpt-oss-20b',
  createdSeconds: 1_763_900_000,
  systemFingerprint: 'fp_tiny',
};

/** The same for an answer of several choices. */
export function identityOf(choices: number): ChatIdentity {
  const others = Array.from({ length: choices - 1 }, (_, index) => `gen_other${index + 1}`);
  return { ...IDENTITY, generationIds: [...IDENTITY.generationIds, ...others] };
}

export const CUSTOM_TOOL = 'run_code';
export const EVERYTHING = { includeReasoning: true, includeLogprobs: true, customToolNames: new Set([CUSTOM_TOOL]) };

export const USAGE: Usage = { promptTokens: 70, cachedTokens: 64, completionTokens: 30, reasoningTokens: 12 };

const DELTAS = {
  reasoning: 'reasoning-delta',
  preamble: 'content-delta',
  answer: 'content-delta',
  'tool-call': 'tool-arguments-delta',
} as const;

export interface Item {
  kind: ItemKind;
  texts: string[];
  toolName?: string;
  /** Of content only, by delta. */
  logprobs?: TokenLogprob[][];
}

/** The events of one item after another, as a worker sends them. */
export function eventsOf(items: readonly Item[], reason: FinishReason = 'stop', usage = USAGE): GenerationEvent[] {
  return [
    { type: 'generation-started', cachedTokens: usage.cachedTokens },
    ...items.flatMap(({ kind, texts, toolName = `tool_${kind}`, logprobs = [] }, item): GenerationEvent[] => [
      { type: 'item-started', item, kind, toolName: kind === 'tool-call' ? toolName : '' },
      ...texts.map((text, at): GenerationEvent => {
        const tokens = logprobs[at];
        return { type: DELTAS[kind], item, text, ...(tokens ? { logprobs: tokens } : {}) };
      }),
      { type: 'item-ended', item },
    ]),
    { type: 'finish', reason, usage },
  ];
}

/** One frame for each event, or for as many as `sizes` say in turn; a size of 0 is a frame without events. */
export function framesOf(events: readonly GenerationEvent[], sizes: readonly number[] = [1]): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < events.length;) {
    const size = sizes[frames.length % sizes.length] ?? 1;
    const taken = events.slice(at, at + size);
    frames.push({ sequence: frames.length + 1, firstTokenIndex: 0, tokenIds: [], events: taken });
    at += size;
  }
  return frames;
}

/** A frame and the choice it belongs to. */
export type ChoiceFrame = [frame: Frame, choice: number];

/** One frame for each event, as they arrived. */
export function framesOfChoices(arrived: readonly ChoiceEvent[]): ChoiceFrame[] {
  const sequences: number[] = [];
  return arrived.map(([event, choice]) => {
    const sequence = (sequences[choice] = (sequences[choice] ?? 0) + 1);
    return [{ sequence, firstTokenIndex: 0, tokenIds: [], events: [event] }, choice];
  });
}

const likelihood = fc.record({
  bytes: fc.uint8Array({ maxLength: 5 }),
  // JSON knows no -0.
  logprob: fc.double({ max: 0, noNaN: true }).map((logprob) => logprob + 0),
});
const tokenLogprob: fc.Arbitrary<TokenLogprob> = fc
  .tuple(likelihood, fc.array(likelihood, { maxLength: 3 }))
  .map(([token, alternatives]) => ({ ...token, alternatives }));

const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 4 });

/** Text with everything that JSON escapes in one way or another. */
export const anyInput = fc.string({
  unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom('"', '\\', '\n', '😀')),
});

/** The same JSON with more escapes than it needs, as a model may write it. */
export function escaped(json: string): string {
  return json.replace(/[^\x20-\x7e\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Arguments of a custom tool's function: right, over-escaped, cut off, or something else. */
export const anyCustomArguments = fc.oneof(
  anyInput.map((input) => JSON.stringify({ input })),
  anyInput.map((input) => escaped(JSON.stringify({ input }, null, 2))),
  fc.tuple(anyInput, fc.nat(40)).map(([input, length]) => escaped(JSON.stringify({ input })).slice(0, length)),
  fc.json(),
  fc.string({ unit: fc.constantFrom(...'{}"\\:input ud83e0\n') }),
);

/** A text in pieces that end anywhere but within a character. */
export function inPieces(text: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.tuple(text, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 })).map(([whole, lengths]) => {
    const characters = [...whole];
    const pieces: string[] = [];
    for (let at = 0; characters.length > 0; at++) {
      pieces.push(characters.splice(0, lengths[at % lengths.length]).join(''));
    }
    return pieces;
  });
}

const anyItem: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ kind: fc.constantFrom<ItemKind>('reasoning', 'tool-call'), texts }),
  fc.record({
    kind: fc.constantFrom<ItemKind>('preamble', 'answer'),
    texts,
    logprobs: fc.array(fc.array(tokenLogprob, { minLength: 1, maxLength: 2 }), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('tool-call' as const),
    texts: inPieces(anyCustomArguments),
    toolName: fc.constant(CUSTOM_TOOL),
  }),
);

const anyUsage = fc.record({
  promptTokens: fc.nat(),
  cachedTokens: fc.nat(),
  completionTokens: fc.nat(),
  reasoningTokens: fc.nat(),
});

export const anyEvents: fc.Arbitrary<GenerationEvent[]> = fc
  .tuple(fc.array(anyItem, { maxLength: 4 }), fc.constantFrom<FinishReason>('stop', 'length', 'tool-call'), anyUsage)
  .map(([items, reason, usage]) => eventsOf(items, reason, usage));

/** The same with pauses, and with edits, each of which leaves the beginning of what was there. */
export const anySteeredEvents: fc.Arbitrary<GenerationEvent[]> = fc
  .tuple(anyEvents, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }))
  .map(([events, edits]) => edits.reduce(edited, events));

/** First so much of what is void, then an edit that keeps the beginning of it, then what follows that anyway. */
function edited(events: GenerationEvent[], [place, kept]: [number, number]): GenerationEvent[] {
  const at = place % events.length;
  const toToken = kept % (at + 1);
  const standing = standingEvents(events.slice(0, toToken));
  const rewound: GenerationEvent = { type: 'rewound', command: 1, toToken, standing };
  return [...events.slice(0, at), { type: 'paused' }, { type: 'resumed' }, rewound, ...events.slice(toToken)];
}

/** An event and the choice it belongs to. */
export type ChoiceEvent = [event: GenerationEvent, choice: number];

/** The events of several choices as they may arrive: each choice's in order, and those of all mixed. */
export const anyChoices: fc.Arbitrary<{ choices: GenerationEvent[][]; arrived: ChoiceEvent[] }> = fc
  .tuple(fc.array(anySteeredEvents, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(), { minLength: 1 }))
  .map(([choices, order]) => {
    const waiting = choices.map((events, choice) => events.map((event): ChoiceEvent => [event, choice]));
    const arrived: ChoiceEvent[] = [];
    for (let at = 0; waiting.some(({ length }) => length > 0); at++) {
      const ready = waiting.filter(({ length }) => length > 0);
      arrived.push(...(ready[(order[at % order.length] ?? 0) % ready.length]?.splice(0, 1) ?? []));
    }
    return { choices, arrived };
  });
