import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { loadHarmonyOracle, type HarmonyOracle } from '../../../../test/support/harmony-oracle.js';
import { hostileText } from '../../../../test/support/hostile-text.js';
import { Vocabulary } from './vocabulary.js';

describe("encoding with gpt-oss's own vocabulary", () => {
  let vocabulary: Vocabulary;
  let oracle: HarmonyOracle;

  beforeAll(async () => {
    vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
    oracle = await loadHarmonyOracle();
  }, 60_000);

  it("gives the ids OpenAI's tokenizer gives, and never a control id", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const ids = vocabulary.encode(text);
        if (ids.join() !== oracle.encodeOrdinary(text).join()) expect(ids).toEqual(oracle.encodeOrdinary(text));
        if (ids.some((id) => vocabulary.isControl(id))) throw new Error('A control id came out of text');
      }),
      { numRuns: 20_000, seed: 20_240_805 },
    );
  }, 60_000);

  it('gives bytes that are the text again', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const bytes = Buffer.concat(vocabulary.encode(text).map((id) => vocabulary.bytesOf(id)));
        return bytes.toString() === text.toWellFormed();
      }),
      { numRuns: 1_000, seed: 20_240_805 },
    );
  }, 30_000);

  it('has the control tokens where OpenAI has them', () => {
    for (const [name, id] of Object.entries(vocabulary.control)) {
      const text = name === 'endOfText' ? '<|endoftext|>' : `<|${name}|>`;
      expect([...oracle.encoding.encode(text, [text])]).toEqual([id]);
    }
    const reserved = Array.from({ length: vocabulary.size - 199_998 }, (_, index) => 199_998 + index);
    expect(reserved.every((id) => vocabulary.isControl(id))).toBe(true);
    expect(vocabulary.isControl(199_997)).toBe(false);
  });

  it.each(['a', 'A', ' ', '\n', 'न', '😀'])('comes to an end for 40,000 times %j', (character) => {
    const ids = vocabulary.encode(character.repeat(40_000));
    expect(Buffer.concat(ids.map((id) => vocabulary.bytesOf(id))).toString()).toBe(character.repeat(40_000));
  });

  it('survives publishing: the same hash, the same ids', () => {
    const published = vocabulary.serialize();
    const loaded = Vocabulary.deserialize(published);
    expect(published.length).toBeLessThan(2_000_000);
    expect(loaded.hash).toBe(vocabulary.hash);
    expect(loaded.size).toBe(201_088);
    expect(loaded.control).toEqual(vocabulary.control);
    expect(loaded.encode('Grüße, <|end|> 世界!')).toEqual(vocabulary.encode('Grüße, <|end|> 世界!'));
  });
});
