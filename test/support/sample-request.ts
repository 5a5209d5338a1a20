import type { Conversation, GenerationRequest } from '#protocol';
import { PLAIN_SAMPLING } from './sample-generation.js';

/** A small valid request, for tests that care about what happens to it rather than what it asks. */
export function sampleRequest(overrides: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    model: 'gpt-oss',
    ...conversationAbout(),
    promptParam: 'messages',
    mayForgetOldest: false,
    callableTools: [],
    mustCall: false,
    answerSchema: null,
    reasoningBudgetTokens: null,
    topLogprobs: null,
    cacheKey: null,
    sampling: { ...PLAIN_SAMPLING, seed: 1 },
    stop: [],
    maxOutputTokens: null,
    class: 'interactive',
    persistence: 'foreground',
    presentation: null,
    tenant: 'default',
    ...overrides,
  };
}

/** The prompt of a request, from what of its conversation matters. */
export function conversationAbout(overrides: Partial<Conversation> = {}): Pick<GenerationRequest, 'prompt'> {
  const conversation: Conversation = {
    instructions: '',
    messages: [{ type: 'user', text: 'What is the capital of France?' }],
    tools: [],
    responseFormats: [],
    reasoningEffort: 'medium',
    currentDate: null,
    ...overrides,
  };
  return { prompt: { type: 'conversation', conversation } };
}

/** The conversation that a request brings. Throws if its prompt is of another kind. */
export function conversationIn({ prompt }: Pick<GenerationRequest, 'prompt'>): Conversation {
  if (prompt.type === 'conversation') return prompt.conversation;
  throw new Error(`The prompt is ${prompt.type}, and no conversation`);
}
