import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GenerationEvent } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { TextParser } from './text-parser.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const { control } = vocabulary;
const endings = [control.end, control.call, control.return, control.endOfText];
const passing = [control.start, control.channel, control.message, control.constrain];

function read(ids: readonly number[]): GenerationEvent[] {
  const parser = new TextParser(vocabulary);
  return [...ids.flatMap((id) => parser.push(id)), ...parser.end()];
}

const textOf = (events: readonly GenerationEvent[]): string =>
  events.map((event) => (event.type === 'content-delta' ? event.text : '')).join('');

describe('bare text', () => {
  it.each(endings)('is one answer that ends at control token %d', (ending) => {
    const parser = new TextParser(vocabulary);
    const events = [...vocabulary.encode('Once upon'), ending].flatMap((id) => parser.push(id));
    expect(events).toEqual([
      { type: 'item-started', item: 0, kind: 'answer', toolName: '' },
      { type: 'content-delta', item: 0, text: 'Once' },
      { type: 'content-delta', item: 0, text: ' upon' },
      { type: 'item-ended', item: 0 },
    ]);
    expect([parser.outcome, parser.contentItem, parser.place]).toEqual(['answered', null, 'over']);
    expect([...vocabulary.encode(' more').flatMap((id) => parser.push(id)), ...parser.end()]).toEqual([]);
  });

  it('is running until then, also when it is cut', () => {
    const parser = new TextParser(vocabulary);
    expect([parser.outcome, parser.contentItem, parser.place]).toEqual(['running', 0, 'answer']);
    for (const id of vocabulary.encode('Once')) parser.push(id);
    expect(parser.end()).toEqual([{ type: 'item-ended', item: 0 }]);
    expect(parser.outcome).toBe('running');
  });

  it('has no item when the model says nothing', () => {
    for (const ending of endings) expect(read([...passing, ending])).toEqual([]);
    expect(read([])).toEqual([]);
  });

  it('shows nothing of other control tokens, and Harmony is no more than text to it', () => {
    const [start = 0, channel = 0, message = 0] = passing;
    const ids = [start, ...vocabulary.encode('user'), channel, ...vocabulary.encode('final'), message];
    expect(textOf(read([...ids, ...vocabulary.encode('Hi')]))).toBe('userfinalHi');
    expect(new TextParser(vocabulary).recoveries.size).toBe(0);
  });

  it('gives every byte once, in whole characters, with a replacement character for what is no text', () => {
    const anyId = fc.oneof(
      { weight: 8, arbitrary: fc.nat(199_997) },
      { weight: 2, arbitrary: fc.constantFrom(...vocabulary.encode('🂡é日👨‍👩‍👧')) },
      { weight: 1, arbitrary: fc.constantFrom(...passing, vocabulary.size + 3) },
    );
    fc.assert(
      fc.property(fc.array(anyId, { minLength: 1, maxLength: 40 }), (ids) => {
        const events = read(ids);
        const bytes = Buffer.concat(ids.map((id) => vocabulary.bytesOf(id)));
        expect(textOf(events)).toBe(bytes.toString('utf8'));
        expect(events.filter(({ type }) => type === 'item-started').length).toBeLessThanOrEqual(1);
        expect(events.every((event) => event.type !== 'content-delta' || event.text !== '')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
