import { describe, expect, it } from '@jest/globals';
import { toByteAlphabet } from './byte-alphabet.js';
import { Vocabulary } from './vocabulary.js';

const NORMAL = 1;
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;

const singleBytes = Array.from({ length: 256 }, (_, byte) => toByteAlphabet(Uint8Array.of(byte)));
const controlTexts = ['start', 'end', 'message', 'channel', 'constrain', 'return', 'call', 'endoftext'].map(
  (name) => `<|${name}|>`,
);

/** The 256 bytes, then these tokens, then Harmony's control tokens. */
function vocabularyWith(tokens: [text: string, type: number][] = [], controlType = CONTROL): Vocabulary {
  const all = [
    ...singleBytes.map((text) => [text, NORMAL] as const),
    ...tokens,
    ...controlTexts.map((text) => [text, controlType] as const),
  ];
  return Vocabulary.fromGguf({ tokens: all.map(([text]) => text), tokenTypes: all.map(([, type]) => type) });
}

describe('a vocabulary', () => {
  it('finds the control tokens by their text, whatever their ids', () => {
    expect(vocabularyWith().control).toEqual({
      start: 256,
      end: 257,
      message: 258,
      channel: 259,
      constrain: 260,
      return: 261,
      call: 262,
      endOfText: 263,
    });
    expect(vocabularyWith([['ab', NORMAL]]).control.start).toBe(257);
  });

  it('names every control token a model lacks', () => {
    const tokens = [
      ...singleBytes,
      '<|start|>',
      '<|end|>',
      '<|message|>',
      '<|channel|>',
      '<|return|>',
      '<|endoftext|>',
    ];
    expect(() => Vocabulary.fromGguf({ tokens, tokenTypes: tokens.map(() => NORMAL) })).toThrow(
      '<|constrain|>, <|call|>',
    );
  });

  it('refuses to start without a token for every byte', () => {
    const tokens = [...singleBytes.slice(1), ...controlTexts];
    expect(() => Vocabulary.fromGguf({ tokens, tokenTypes: tokens.map(() => NORMAL) })).toThrow('bytes 0');
  });

  it.each([NORMAL, CONTROL, USER_DEFINED])(
    'never encodes to a control token, though a converter gave it type %d',
    (type) => {
      const vocabulary = vocabularyWith([], type);
      expect(vocabulary.isControl(vocabulary.control.end)).toBe(true);
      expect(vocabulary.bytesOf(vocabulary.control.end)).toHaveLength(0);
      expect(vocabulary.encode('<|end|>')).toEqual([...Buffer.from('<|end|>')]);
    },
  );

  it('counts reserved, unused and unknown ids as control', () => {
    const vocabulary = vocabularyWith([
      ['<|reserved_200000|>', USER_DEFINED],
      ['[PAD]', UNUSED],
      ['<|startoftext|>', CONTROL],
    ]);
    for (const id of [256, 257, 258, vocabulary.size, -1, 0.5]) {
      expect(vocabulary.isControl(id)).toBe(true);
      expect(vocabulary.bytesOf(id)).toHaveLength(0);
    }
    expect(vocabulary.isControl(65)).toBe(false);
  });

  it('writes out a user-defined token but never encodes to it', () => {
    const vocabulary = vocabularyWith([['né', USER_DEFINED]]);
    expect(Buffer.from(vocabulary.bytesOf(256)).toString()).toBe('né');
    expect(vocabulary.encode('né')).toEqual([...Buffer.from('né')]);
  });

  it('keeps its hash when only names without meaning differ, and changes it with any byte', () => {
    const hash = vocabularyWith([['[PAD1]', UNUSED]]).hash;
    expect(vocabularyWith([['<|reserved_1|>', CONTROL]]).hash).toBe(hash);
    expect(vocabularyWith([['[PAD1]', UNUSED]], USER_DEFINED).hash).toBe(hash);
    expect(vocabularyWith([['ab', NORMAL]]).hash).not.toBe(hash);
    expect(vocabularyWith().hash).not.toBe(hash);
    expect(Vocabulary.deserialize(vocabularyWith([['[PAD1]', UNUSED]]).serialize()).hash).toBe(hash);
  });

  it('refuses a serialized form that is damaged', () => {
    const published = vocabularyWith().serialize();
    expect(() => Vocabulary.deserialize(published.subarray(0, published.length / 2))).toThrow();
    expect(() => Vocabulary.deserialize(Buffer.from('nonsense'))).toThrow();
  });
});

describe('byte-pair merging', () => {
  it('merges the pair with the lowest id first, the leftmost among equals', () => {
    const vocabulary = vocabularyWith([
      ['bc', NORMAL],
      ['ab', NORMAL],
      ['aa', NORMAL],
    ]);
    expect(vocabulary.encode('abc')).toEqual([97, 256]);
    expect(vocabulary.encode('aaa')).toEqual([258, 97]);
  });

  it('takes a piece that is a token as it is, though no merges lead there', () => {
    expect(vocabularyWith([['xyz', NORMAL]]).encode('xyz')).toEqual([256]);
  });

  it('counts any pair whose bytes make a token, however the parts came about', () => {
    const vocabulary = vocabularyWith([
      ['cd', NORMAL],
      ['ab', NORMAL],
      ['abcd', NORMAL],
    ]);
    expect(vocabulary.encode('abcde')).toEqual([258, 101]);
  });
});
