import { describe, expect, it, jest } from '@jest/globals';
import { Vocabulary } from '#harmony';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds } from '../../../../test/support/harmony-samples.js';
import { PLAIN_SAMPLING, sampleGeneration } from '../../../../test/support/sample-generation.js';
import { forkGeneration, rewriteOutput } from './rewrite.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const thought = markupIds('<|channel|>analysis<|message|>So it is', vocabulary);
const whole = [
  ...thought,
  ...markupIds('<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>', vocabulary),
];
const generation = sampleGeneration({ maxOutputTokens: 40, tenant: 'acme' });
const rewrite = (token: number, text: string, tokens = 40) =>
  rewriteOutput(
    { token, text },
    whole,
    { outputFormat: 'harmony', toolNames: [], maxOutputTokens: tokens },
    vocabulary,
  );

describe('a rewrite of an output', () => {
  it('keeps the first tokens and tokenizes the text behind them as plain text', () => {
    const { toToken, tokenIds } = rewrite(thought.length, ' not <|end|>');
    expect(toToken).toBe(thought.length);
    expect(tokenIds.some((id) => vocabulary.isControl(id))).toBe(false);
    expect(Buffer.concat(tokenIds.map((id) => vocabulary.bytesOf(id))).toString()).toBe(' not <|end|>');
  });

  it('without text may begin anywhere before the end', () => {
    for (let token = 0; token < whole.length; token++) expect(rewrite(token, '').tokenIds).toEqual([]);
  });

  it.each([
    ['no such token', whole.length + 1, '', 'token'],
    ['an end behind which nothing can follow', whole.length, '', 'token'],
    ['text in a header', 1, 'final', 'token'],
    ['text in front of everything', 0, 'Hello', 'token'],
  ])('is refused for %s', (_, token, text, param) => {
    expect(() => rewrite(token, text)).toThrow(expect.objectContaining({ code: 'invalid_value', param }));
  });

  it('has its text tokenized only where it has a place, and once', () => {
    const encode = jest.spyOn(vocabulary, 'encode');
    const room = { outputFormat: 'harmony', toolNames: [], maxOutputTokens: 40 } as const;
    const at = (token: number, textIds?: number[]) =>
      rewriteOutput({ token, text: ' so' }, whole, room, vocabulary, textIds);
    for (const token of [1, whole.length, whole.length + 1]) {
      expect(() => at(token)).toThrow(expect.objectContaining({ param: 'token' }));
    }
    expect(at(thought.length, [813])).toEqual({ toToken: thought.length, tokenIds: [813] });
    expect(encode).not.toHaveBeenCalled();
    encode.mockRestore();
  });

  it('leaves room for at least one more token', () => {
    const text = ' so';
    expect(rewrite(thought.length, text, thought.length + 2).tokenIds).toHaveLength(1);
    expect(() => rewrite(thought.length, text, thought.length + 1)).toThrow(expect.objectContaining({ param: 'text' }));
  });
});

describe('a rewrite of bare text', () => {
  it('may begin anywhere before its end', () => {
    const bare = { outputFormat: 'text', toolNames: [], maxOutputTokens: 40 } as const;
    const ids = markupIds('Once upon<|return|>', vocabulary);
    for (let token = 0; token < ids.length; token++) {
      expect(rewriteOutput({ token, text: ' so' }, ids, bare, vocabulary).tokenIds).toHaveLength(1);
    }
    expect(() => rewriteOutput({ token: ids.length, text: '' }, ids, bare, vocabulary)).toThrow(
      expect.objectContaining({ param: 'token' }),
    );
  });
});

describe('a fork', () => {
  it('is a generation of its own that begins with the same tokens', () => {
    const source = { ...generation, sampling: { ...PLAIN_SAMPLING, seed: 7 } };
    const [one, other] = [1, 2].map(() => forkGeneration(source, whole, { toToken: 3, tokenIds: [8, 9] }, 5));
    expect(one).toMatchObject({
      promptTokenIds: source.promptTokenIds,
      openingTokenIds: [...whole.slice(0, 3), 8, 9],
      forkedFrom: { id: source.id, toToken: 3 },
      persistence: 'background',
      tenant: 'acme',
      acceptedAtMs: 5,
    });
    expect(new Set([source, one, other].map((each) => each?.id)).size).toBe(3);
    expect(new Set([source, one, other].map((each) => each?.sampling.seed)).size).toBe(3);
  });
});
