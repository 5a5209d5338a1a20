import type { GenerationEvent } from '#protocol';
import fc from 'fast-check';
import { anyEvents, inPieces } from '../chat-completions/chat-events.fixture.js';
import type { MessageIdentity } from './message-identity.js';
import type { MessageView } from './render-message.js';

export const MESSAGE: MessageIdentity = {
  generationId: 'gen_01k9yq5w3v7zq4m8r2t6x0abcd',
  model: 'claude-gpt-oss-120b',
  promptTokens: 70,
  isContextTheLimit: false,
};

const seal = (text: string): string => `sealed ${text.length}`;
export const SHOWN: MessageView = { thinking: 'shown', seal };
export const OMITTED: MessageView = { thinking: 'omitted', seal };
export const HIDDEN: MessageView = { thinking: 'hidden' };

const anyInput = fc.dictionary(
  fc.string({ unit: fc.constantFrom(...'ab_"\\é😀') }),
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.nat())),
);

/** The events of an answer whose calls all have proper arguments, in pieces of any size. */
export const anyMessageEvents: fc.Arbitrary<GenerationEvent[]> = anyEvents.chain((events) =>
  fc.array(inPieces(anyInput.map((input) => JSON.stringify(input))), { minLength: 4, maxLength: 4 }).map((inputs) => {
    const isArguments = ({ type }: GenerationEvent): boolean => type === 'tool-arguments-delta';
    return events
      .filter((event) => !isArguments(event))
      .flatMap((event): GenerationEvent[] => {
        if (event.type !== 'item-started' || event.kind !== 'tool-call') return [event];
        const { item } = event;
        return [
          event,
          ...(inputs[item] ?? []).map((text): GenerationEvent => ({ type: 'tool-arguments-delta', item, text })),
        ];
      });
  }),
);

export const anySizes: fc.Arbitrary<number[]> = fc
  .array(fc.nat(4), { minLength: 1, maxLength: 6 })
  .filter((sizes) => sizes.some((size) => size > 0));

/** One server-sent event, parsed. */
interface ParsedEvent {
  id: string;
  event: string;
  data: {
    type: string;
    index?: number;
    content_block?: { type: string };
    delta?: { text?: string; thinking?: string; partial_json?: string };
    harmonium?: { type: string; standing?: number[] };
  };
}

/** The events of a stream's text; each must be whole. */
export function eventsIn(text: string): ParsedEvent[] {
  return text
    .split(/(?<=\n\n)/)
    .filter(Boolean)
    .map((whole) => {
      const [, id = '', event = '', data = ''] =
        /^id: ([^\n]*)\nevent: ([^\n]*)\ndata: ([^\n]*)\n\n$/.exec(whole) ?? [];
      return { id, event, data: JSON.parse(data) as ParsedEvent['data'] };
    });
}
