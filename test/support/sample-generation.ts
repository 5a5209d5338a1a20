import { type Generation, type OutputRules, type Sampling, newGenerationId } from '#protocol';

/** gpt-oss as it was meant to be sampled. */
export const PLAIN_SAMPLING: Omit<Sampling, 'seed'> = {
  temperature: 1,
  topP: 1,
  topK: null,
  minP: 0,
  frequencyPenalty: 0,
  presencePenalty: 0,
  repeatPenalty: 1,
  logitBias: [],
};

export const NO_RULES: OutputRules = {
  callableTools: [],
  mustCall: false,
  answerGrammar: null,
  reasoningBudgetTokens: null,
};

/** A small valid generation, for tests that care about what happens to it rather than what it asks. */
export function sampleGeneration(overrides: Partial<Generation> = {}): Generation {
  return {
    id: newGenerationId(),
    model: 'gpt-oss-test',
    vocabularyHash: 'vocabulary',
    promptTokenIds: [1, 2, 3],
    outputFormat: 'harmony',
    sampling: { ...PLAIN_SAMPLING, seed: 7 },
    stop: [],
    maxOutputTokens: 100,
    toolNames: [],
    rules: NO_RULES,
    topLogprobs: null,
    adapter: null,
    affinityKeys: [],
    class: 'interactive',
    persistence: 'foreground',
    presentation: null,
    openingTokenIds: [],
    forkedFrom: null,
    tenant: 'default',
    acceptedAtMs: 1_700_000_000_000,
    ...overrides,
  };
}
