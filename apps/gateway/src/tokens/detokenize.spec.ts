import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Vocabulary } from '#harmony';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { promptEchoes } from '../completions/prompt-echoes.js';
import { requireTokens } from '../generations/require-tokens.js';
import { detokenize, mapTokens } from './detokenize.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const { start, end } = vocabulary.control;

describe('tokens as a text', () => {
  it('are the text that gave them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await detokenize(vocabulary.encode(text), vocabulary)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('have control tokens by their names, and a replacement character for what is none', async () => {
    const [part = 0] = vocabulary.encode('🂡');
    expect(await detokenize([start, ...vocabulary.encode('user'), part, end], vocabulary)).toBe(
      '<|start|>user\ufffd<|end|>',
    );
  });

  it('let others have their turns while there are many of them', async () => {
    const many = new Array<number>(100_000).fill(vocabulary.encode('🂡')[0] ?? 0);
    let turns = 0;
    const count = (): void => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    await detokenize(many, vocabulary);
    const ofText = turns;
    expect(await mapTokens(many, (id) => id)).toEqual(many);
    clearImmediate(counting);
    expect(ofText).toBeGreaterThan(50);
    expect(turns).toBeGreaterThan(ofText + 50);
  });

  it('are the prompts of choices, which may share them', async () => {
    const one = { promptTokenIds: vocabulary.encode('One') };
    const two = { promptTokenIds: [end, ...vocabulary.encode('Two')] };
    const echoes = await promptEchoes([one, one, two], vocabulary, { includeLogprobs: false });
    expect(echoes.map(({ text }) => text)).toEqual(['One', 'One', '<|end|>Two']);
    expect(echoes.flatMap(({ tokens }) => tokens)).toEqual([]);
    const [, told] = await promptEchoes([one, two], vocabulary, { includeLogprobs: true });
    expect(told?.tokens.map((bytes) => Buffer.from(bytes).toString())).toEqual(['<|end|>', 'Two']);
  });
});

describe('tokens that a client names', () => {
  const named = (tokenIds: number[], mayBeControl: boolean) => () =>
    requireTokens({ tokenIds, param: 'prompt[1]', mayBeControl }, vocabulary);

  it('are those of the vocabulary, with control tokens only for whoever may write them', () => {
    expect(named([0, 199_997], false)).not.toThrow();
    expect(named([start, end], true)).not.toThrow();
    expect(named([5, start], false)).toThrow(expect.objectContaining({ code: 'invalid_value', param: 'prompt[1][1]' }));
    for (const mayBeControl of [true, false]) {
      expect(named([vocabulary.size], mayBeControl)).toThrow(expect.objectContaining({ param: 'prompt[1][0]' }));
    }
  });
});
