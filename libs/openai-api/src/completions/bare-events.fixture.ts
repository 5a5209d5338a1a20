import type { FinishReason, GenerationEvent, TokenLogprob } from '#protocol';
import fc from 'fast-check';
import { standingEvents } from '../answers/standing-events.js';
import { eventsOf, type ChoiceEvent } from '../chat-completions/chat-events.fixture.js';

const anyToken = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 });

/** The events of some bare text, as a worker sends them: each delta has the likelihood of its token. */
const anyPlainEvents: fc.Arbitrary<GenerationEvent[]> = fc
  .tuple(fc.array(anyToken, { maxLength: 6 }), fc.constantFrom<FinishReason>('stop', 'length'))
  .map(([texts, reason]) => {
    const logprobs = texts.map((text): TokenLogprob[] => [{ bytes: Buffer.from(text), logprob: -1, alternatives: [] }]);
    return eventsOf(texts.length === 0 ? [] : [{ kind: 'answer', texts, logprobs }], reason);
  });

/** The same, and maybe with a pause and an edit, which leaves the beginning of what was there. */
export const anyBareEvents: fc.Arbitrary<GenerationEvent[]> = fc
  .tuple(anyPlainEvents, fc.option(fc.tuple(fc.nat(), fc.nat())))
  .map(([events, edit]) => {
    if (edit === null) return events;
    const at = edit[0] % events.length;
    const toToken = edit[1] % (at + 1);
    const rewound: GenerationEvent = {
      type: 'rewound',
      command: 1,
      toToken,
      standing: standingEvents(events.slice(0, toToken)),
    };
    return [...events.slice(0, at), { type: 'paused' }, { type: 'resumed' }, rewound, ...events.slice(toToken)];
  });

/** The events of several choices as they may arrive: each choice's in order, and those of all mixed. */
export const anyBareChoices: fc.Arbitrary<{ choices: GenerationEvent[][]; arrived: ChoiceEvent[] }> = fc
  .tuple(fc.array(anyBareEvents, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(), { minLength: 1 }))
  .map(([choices, order]) => {
    const waiting = choices.map((events, choice) => events.map((event): ChoiceEvent => [event, choice]));
    const arrived: ChoiceEvent[] = [];
    for (let at = 0; waiting.some(({ length }) => length > 0); at++) {
      const ready = waiting.filter(({ length }) => length > 0);
      arrived.push(...(ready[(order[at % order.length] ?? 0) % ready.length]?.splice(0, 1) ?? []));
    }
    return { choices, arrived };
  });
