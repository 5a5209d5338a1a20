import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds } from '../../../../test/support/harmony-samples.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { HarmonyParser } from './harmony-parser.js';
import { channelsOfTokens, placeOfToken } from './output-place.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const tools = ['look_up'];
const harmony = { outputFormat: 'harmony', toolNames: tools } as const;
const placeBehind = (markup: string) => placeOfToken(vocabulary, harmony, markupIds(markup, vocabulary)).place;

const analysis = '<|channel|>analysis<|message|>Hm.';
const border = '<|end|><|start|>assistant';

describe('the place behind some tokens', () => {
  it.each([
    ['', 'header'],
    ['<|channel|>analysis', 'header'],
    ['<|channel|>analysis<|message|>', 'reasoning'],
    [analysis, 'reasoning'],
    [`${analysis}<|end|>`, 'header'],
    [`${analysis}${border}`, 'header'],
    [`${analysis}${border}<|channel|>commentary<|message|>I`, 'preamble'],
    [`${analysis}${border}<|channel|>final<|message|>`, 'answer'],
    [`${analysis}${border}<|channel|>commentary to=functions.look_up <|constrain|>json<|message|>{`, 'tool-call'],
    ['<|channel|>commentary to=functions.unheard_of<|message|>{', 'reasoning'],
    [`${analysis}<|end|><|start|>user<|message|>Made up`, 'header'],
    ['<|channel|>final<|message|>Yes.<|return|>', 'over'],
  ])('%s', (markup, place) => {
    expect(placeBehind(markup)).toBe(place);
  });
});

describe('the channels of tokens', () => {
  it('are those of the texts they stand in, and control tokens stand in none', () => {
    const texts = [
      ['header', '<|channel|>analysis<|message|>'],
      ['reasoning', 'Let me see.'],
      ['header', `${border}<|channel|>final<|message|>`],
      ['answer', 'Yes, indeed.'],
      ['header', '<|return|>'],
    ] as const;
    const parts = texts.map(([kind, text]) => ({ kind, ids: markupIds(text, vocabulary) }));
    const channels = channelsOfTokens(
      vocabulary,
      harmony,
      parts.flatMap(({ ids }) => ids),
    );
    expect(channels).toEqual(parts.flatMap(({ kind, ids }) => ids.map(() => kind)));
  });

  it('of any tokens are the places in front of them, and count as much reasoning as the parser', () => {
    const pieces = [
      ...Object.values<number>({ ...vocabulary.control }),
      ...vocabulary.encode('assistant analysis final commentary to=functions.look_up Hm'),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (tokenIds) => {
        const channels = channelsOfTokens(vocabulary, harmony, tokenIds);
        const parser = new HarmonyParser(vocabulary, tools);
        for (const [index, tokenId] of tokenIds.entries()) {
          const { place } = placeOfToken(vocabulary, harmony, tokenIds.slice(0, index));
          if (!vocabulary.isControl(tokenId)) expect(channels[index]).toBe(place === 'over' ? 'header' : place);
          else expect(channels[index]).toBe('header');
          const before = parser.reasoningTokens;
          parser.push(tokenId);
          if (channels[index] === 'reasoning') expect(parser.reasoningTokens).toBe(before + 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('bare text', () => {
  const text = { outputFormat: 'text', toolNames: [] } as const;
  const ids = markupIds('Once<|message|> upon<|return|> a', vocabulary);

  it('may go on anywhere up to its end', () => {
    const places = ids.map((_, index) => placeOfToken(vocabulary, text, ids.slice(0, index)).place);
    expect(places).toEqual(['answer', 'answer', 'answer', 'answer', 'over']);
  });

  it('is all of one answer, but for control tokens and what follows the end', () => {
    expect(channelsOfTokens(vocabulary, text, ids)).toEqual(['answer', 'header', 'answer', 'header', 'header']);
  });
});
