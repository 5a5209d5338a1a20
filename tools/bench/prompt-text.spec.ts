import { describe, expect, it } from '@jest/globals';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { uniquePrompt } from './prompt-text.js';

describe('a unique prompt', () => {
  it.each([1, 100, 10_000])('has %d tokens, as words in the middle of a sentence', (tokens) => {
    expect(countTokens(` ${uniquePrompt(tokens)}`)).toBe(tokens);
  });

  it('begins like no other', () => {
    const beginnings = Array.from({ length: 100 }, () => uniquePrompt(1000).slice(0, 60));
    expect(new Set(beginnings).size).toBe(100);
  });
});
