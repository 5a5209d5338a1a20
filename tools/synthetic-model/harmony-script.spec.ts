import { describe, expect, it } from '@jest/globals';
import { writeScript, type HarmonyScript } from './harmony-script.js';

const CONTROL = ['<|start|>', '<|end|>', '<|return|>', '<|channel|>', '<|message|>'];
const WORDS = ['Ġone', 'Ġtwo', 'Ġthree', 'Ġfour', 'Ġfive', 'Ġrare'];
const TOKENS = [...CONTROL, 'assistant', 'analysis', 'final', 'Ġ', 'one', 'ĠOne', ...WORDS];

/** Follows the steps from the end of a prompt. */
function speak({ steps, lastThought }: HarmonyScript, from: string, hasThought = false): string {
  let id = TOKENS.indexOf(from);
  let text = '';
  for (let said = 0; said < 100 && TOKENS[id] !== '<|return|>'; said++) {
    hasThought ||= id === lastThought;
    const isNext = (when: string) =>
      when === 'always' || when === (hasThought ? 'after-reasoning' : 'before-reasoning');
    const next = steps.filter((step) => step.from === id && isNext(step.when));
    expect(next).toHaveLength(1);
    id = next[0]?.to ?? -1;
    text += TOKENS[id]?.replace('Ġ', ' ') ?? '?';
  }
  return text;
}

describe('the script of a speaking model', () => {
  const script = writeScript(TOKENS, { reasoningTokens: 3, answerTokens: 2 });

  it('is reasoning that ends with a rare word, then an answer, in Harmony', () => {
    expect(speak(script, 'assistant')).toBe(
      '<|channel|>analysis<|message|> one two rare<|end|><|start|>assistant<|channel|>final<|message|> three four<|return|>',
    );
  });

  it('is the answer alone where the reasoning was before', () => {
    expect(speak(script, 'assistant', true)).toBe('<|channel|>final<|message|> three four<|return|>');
  });

  it('may have a single thought', () => {
    const short = writeScript(TOKENS, { reasoningTokens: 1, answerTokens: 1 });
    expect(speak(short, 'assistant')).toContain('<|message|> rare<|end|>');
  });

  it('cannot be longer than there are words, nor without control tokens', () => {
    expect(() => writeScript(TOKENS, { reasoningTokens: 4, answerTokens: 3 })).toThrow('only 6 words');
    expect(() => writeScript(WORDS, { reasoningTokens: 1, answerTokens: 1 })).toThrow('lacks <|channel|>');
  });
});
