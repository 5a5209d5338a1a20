import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GenerationEvent } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { loadHarmonyOracle, type HarmonyOracle } from '../../../../test/support/harmony-oracle.js';
import { parseIds } from '../../../../test/support/harmony-samples.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { HarmonyParser } from './harmony-parser.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const { control } = vocabulary;
const controlIds = Object.values<number>({ ...control });

const headerTexts = [
  'assistant',
  'final',
  'analysis',
  'commentary',
  ' to=functions.f',
  'f',
  'json',
  ' {"a":1}',
  '?',
  '🂡',
];
const headerIds = headerTexts.flatMap((text) => vocabulary.encode(text));
const anyTokens = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...controlIds) },
    { weight: 4, arbitrary: fc.constantFrom(...headerIds) },
    { weight: 2, arbitrary: fc.nat(vocabulary.size + 10) },
  ),
  { maxLength: 60 },
);

describe('any tokens at all', () => {
  it('never throw, and give well-formed items', () => {
    fc.assert(
      fc.property(anyTokens, (ids) => {
        const parser = new HarmonyParser(vocabulary, ['f']);
        const events = [...ids.flatMap((id) => parser.push(id)), ...parser.end()];
        expectWellFormed(events);
        expect([...ids.flatMap((id) => parser.push(id)), ...parser.end()]).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('give every byte of a body once, with a replacement character for what is no text', () => {
    const header = [control.channel, ...vocabulary.encode('final'), control.message];
    const anyText = fc.array(fc.nat(199_997), { minLength: 1 });
    fc.assert(
      fc.property(anyText, (ids) => {
        const bytes = Buffer.concat(ids.map((id) => vocabulary.bytesOf(id)));
        expect(parseIds([...header, ...ids], vocabulary, []).items[0]?.text).toBe(bytes.toString('utf8'));
      }),
      { numRuns: 500 },
    );
  });

  it('are read the same every time', () => {
    fc.assert(
      fc.property(anyTokens, (ids) => {
        expect(parseIds(ids, vocabulary, ['f'])).toEqual(parseIds(ids, vocabulary, ['f']));
      }),
    );
  });
});

function expectWellFormed(events: readonly GenerationEvent[]): void {
  let open = -1;
  let next = 0;
  for (const event of events) {
    if (event.type === 'item-started') {
      expect([open, event.item]).toEqual([-1, next]);
      expect(event.toolName !== '').toBe(event.kind === 'tool-call');
      open = next;
      next += 1;
    } else if (event.type === 'item-ended') {
      expect(event.item).toBe(open);
      open = -1;
    } else if ('text' in event) {
      expect([event.item, event.text === '']).toEqual([open, false]);
    }
  }
  expect(open).toBe(-1);
}

describe('well-formed messages', () => {
  let oracle: HarmonyOracle;
  beforeAll(async () => {
    oracle = await loadHarmonyOracle();
  }, 60_000);

  const headers = {
    reasoning: [control.channel, ...vocabulary.encode('analysis')],
    preamble: [control.channel, ...vocabulary.encode('commentary')],
    answer: [control.channel, ...vocabulary.encode('final')],
  };
  const kinds = { analysis: 'reasoning', commentary: 'preamble', final: 'answer' };
  const between = [control.end, control.start, ...vocabulary.encode('assistant')];
  const anyMessage = fc.record({
    kind: fc.constantFrom('reasoning' as const, 'preamble' as const, 'answer' as const),
    body: fc.string({ unit: 'binary', maxLength: 12 }).map((text) => vocabulary.encode(text)),
  });

  it("are read as OpenAI's library does", () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 3 }), (messages) => {
        const texts = messages.map(({ kind, body }) => [...headers[kind], control.message, ...body]);
        const ids = texts.flatMap((text, index) => (index === 0 ? text : [...between, ...text]));
        const expected = oracleItems([...ids, control.return]);
        const { items } = parseIds([...ids, control.return], vocabulary, []);
        expect(items.map(({ kind, text }) => ({ kind, text }))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  function oracleItems(ids: number[]): { kind: string; text: string }[] {
    const parser = oracle.newParser('assistant');
    for (const id of ids) parser.process(id);
    const messages = JSON.parse(parser.messages) as {
      channel: keyof typeof kinds;
      content: { text: string }[] | string;
    }[];
    return messages.map(({ channel, content }) => ({
      kind: kinds[channel],
      text: typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
    }));
  }
});
