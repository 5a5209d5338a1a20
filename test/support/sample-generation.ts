import { type Generation, newGenerationId } from '#protocol';

/** A small valid generation, for tests that care about what happens to it rather than what it asks. */
export function sampleGeneration(overrides: Partial<Generation> = {}): Generation {
  return {
    id: newGenerationId(),
    model: 'gpt-oss-test',
    vocabularyHash: 'vocabulary',
    promptTokenIds: [1, 2, 3],
    sampling: { temperature: 1, topP: 1, topK: null, minP: 0, frequencyPenalty: 0, presencePenalty: 0, seed: 7 },
    stop: [],
    maxOutputTokens: 100,
    toolNames: [],
    class: 'interactive',
    tenant: 'default',
    acceptedAtMs: 1_700_000_000_000,
    ...overrides,
  };
}
