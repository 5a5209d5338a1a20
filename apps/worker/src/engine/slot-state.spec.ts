import { describe, expect, it } from '@jest/globals';
import { type PrefixHolder, choosePrefixSource, worthCopyingTokens } from './slot-state.js';

const PROMPT = Array.from({ length: 300 }, (_, index) => index);

function holder(index: number, overrides: Partial<PrefixHolder> = {}): PrefixHolder {
  return { index, adapter: null, tokens: [], reading: null, ...overrides };
}

const choose = (own: PrefixHolder, others: readonly PrefixHolder[], adapter: string | null = null) =>
  choosePrefixSource(own, others, { prompt: PROMPT, adapter, turn: 10, priority: 1 }, worthCopyingTokens(4_096));

describe('where the beginning of a prompt comes from', () => {
  it('is the slot itself, as far as it goes, without the last token', () => {
    expect(choose(holder(0, { tokens: PROMPT.slice(0, 100) }), [])).toEqual({ type: 'own', tokens: 100 });
    expect(choose(holder(0, { tokens: PROMPT }), [])).toEqual({ type: 'own', tokens: 299 });
  });

  it('is another slot that holds much more, but not one that holds a little more', () => {
    const own = holder(0, { tokens: PROMPT.slice(0, 100) });
    const little = holder(1, { tokens: PROMPT.slice(0, 120) });
    const much = holder(2, { tokens: PROMPT.slice(0, 200) });
    const most = holder(3, { tokens: PROMPT.slice(0, 201) });
    expect(choose(own, [little])).toEqual({ type: 'own', tokens: 100 });
    expect(choose(own, [little, much])).toEqual({ type: 'copy', from: much, tokens: 200 });
    expect(choose(own, [most, much])).toEqual({ type: 'copy', from: most, tokens: 201 });
  });

  it('is a slot that is reading it, if that began earlier', () => {
    const earlier = holder(1, { reading: { prompt: PROMPT, turn: 9, priority: 1 } });
    const later = holder(1, { reading: { prompt: PROMPT, turn: 11, priority: 1 } });
    expect(choose(holder(0), [earlier])).toEqual({ type: 'wait', for: earlier, tokens: 299 });
    expect(choose(holder(0), [later])).toEqual({ type: 'own', tokens: 0 });
  });

  it('is never a less urgent prompt that is being read', () => {
    const batch = holder(1, { reading: { prompt: PROMPT, turn: 9, priority: 3 } });
    expect(choose(holder(0), [batch])).toEqual({ type: 'own', tokens: 0 });
  });

  it('is nothing that was computed with another adapter', () => {
    const law = holder(1, { adapter: 'law', tokens: PROMPT, reading: { prompt: PROMPT, turn: 1, priority: 1 } });
    expect(choose(holder(0, { adapter: 'law', tokens: PROMPT }), [law])).toEqual({ type: 'own', tokens: 0 });
    expect(choose(holder(0), [law], 'law')).toEqual({ type: 'copy', from: law, tokens: 299 });
  });

  it('is the slot itself where copying a large memory would save little', () => {
    const other = holder(1, { tokens: PROMPT });
    const wanted = { prompt: PROMPT, adapter: null, turn: 10, priority: 1 };
    expect(choosePrefixSource(holder(0), [other], wanted, worthCopyingTokens(131_072)).type).toBe('own');
  });
});
