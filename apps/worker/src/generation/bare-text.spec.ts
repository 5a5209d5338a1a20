import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TinyEngine } from '../engine/tiny-engine.fixture.js';

const BARE = { outputFormat: 'text', maxOutputTokens: 24 } as const;

describe('the tiny model, given bare text', () => {
  let tiny: TinyEngine;
  beforeAll(async () => {
    tiny = await TinyEngine.load();
  }, 60_000);
  afterAll(() => tiny.close());

  const encode = (text: string): number[] => tiny.file.vocabulary.encode(text);

  it('finishes a sentence, without a word of Harmony around it', async () => {
    const { text } = await tiny.run(0, tiny.generationOf(encode('The capital of France is'), BARE));
    expect(text).toBe(' Paris.<|return|>');
  });

  it('is the same when it goes on from a log, wherever that ends', async () => {
    const generation = tiny.generationOf(encode('Once upon a time'), BARE);
    const whole = await tiny.run(0, generation);
    expect(whole.tokenIds).toHaveLength(BARE.maxOutputTokens);
    for (const at of [1, 7, 23]) {
      const resumed = await tiny.run(1, generation, { logged: whole.tokenIds.slice(0, at) });
      expect(resumed.tokenIds).toEqual(whole.tokenIds);
    }
  });
});
