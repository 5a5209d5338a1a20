import { describe, expect, it } from '@jest/globals';
import type { Generation } from '#protocol';
import { NO_RULES, sampleGeneration } from '../../../../test/support/sample-generation.js';
import { MOST_GRAMMAR_CHARACTERS, requireModestAnswer, requireModestGrammars } from './request-bounds.js';

describe('the grammars of a request', () => {
  const half = 'x'.repeat(MOST_GRAMMAR_CHARACTERS / 2);

  it('may be as large as the bound, all together', () => {
    expect(() => requireModestGrammars(rulesOf([half, null], half))).not.toThrow();
  });

  it.each<[string, (string | null)[], string | null]>([
    ['tools', [half, half, null], 'x'],
    ['response_format', [half], `${half}x`],
  ])('are refused beyond it, naming %s where most of it is', (param, ofTools, ofAnswer) => {
    expect(() => requireModestGrammars(rulesOf(ofTools, ofAnswer))).toThrow(
      expect.objectContaining({ code: 'invalid_json_schema', param }),
    );
  });
});

const requireModestChoices = (prepared: Generation, choices: number) => requireModestAnswer([{ prepared, choices }]);

describe('the choices of a request', () => {
  const fullContext = new Array<number>(131_072).fill(200_000);

  it('may be 128 of a prompt that nearly fills the context, and one of whatever was admitted', () => {
    expect(() =>
      requireModestChoices(sampleGeneration({ promptTokenIds: fullContext.slice(1000) }), 128),
    ).not.toThrow();
    const huge = sampleGeneration({ stop: ['x'.repeat(100 * 2 ** 20)] });
    expect(() => requireModestChoices(huge, 1)).not.toThrow();
  });

  it('are refused when prompt and grammars are too much to store for each, naming `n` and how many there may be', () => {
    const rules = rulesOf(['x'.repeat(2 ** 20), 'x'.repeat(2 ** 20)], null);
    const prepared = sampleGeneration({ promptTokenIds: fullContext, rules });
    expect(() => requireModestChoices(prepared, 25)).not.toThrow();
    expect(() => requireModestChoices(prepared, 26)).toThrow(
      expect.objectContaining({ code: 'invalid_value', param: 'n', message: expect.stringContaining('up to 25') }),
    );
  });

  it('are refused for anything else that is large', () => {
    const prepared = sampleGeneration({ stop: ['x'.repeat(2 ** 20)] });
    expect(() => requireModestChoices(prepared, 128)).toThrow(expect.objectContaining({ param: 'n' }));
  });
});

describe('the choices of several prompts', () => {
  it('are bound together', () => {
    const prepared = sampleGeneration({ promptTokenIds: new Array<number>(100_000).fill(200_000) });
    const prompts = (count: number) => Array.from({ length: count }, () => ({ prepared, choices: 16 }));
    expect(() => requireModestAnswer(prompts(10))).not.toThrow();
    expect(() => requireModestAnswer(prompts(11))).toThrow(
      expect.objectContaining({ code: 'invalid_value', param: 'prompt' }),
    );
  });
});

function rulesOf(ofTools: readonly (string | null)[], answerGrammar: string | null) {
  const callableTools = ofTools.map((argumentsGrammar, index) => ({ name: `tool${index}`, argumentsGrammar }));
  return { ...NO_RULES, callableTools, answerGrammar };
}
