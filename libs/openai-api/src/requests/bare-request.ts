import type { GenerationRequest } from '#protocol';
import type { RequestContext } from './request-context.js';
import { readSampling } from './sampling.schema.js';

/** Which text or tokens are to be continued, and where they stand in the client's body. */
export interface BarePrompt {
  model: string;
  prompt: { type: 'text'; text: string } | { type: 'tokens'; tokenIds: readonly number[] };
  promptParam: string;
}

/** A request that asks for nothing but what follows a text. */
export function bareRequest(asked: BarePrompt, context: RequestContext): GenerationRequest {
  return {
    ...asked,
    prompt:
      asked.prompt.type === 'tokens'
        ? { ...asked.prompt, mayHoldControl: context.mayWriteControlTokens }
        : asked.prompt,
    mayForgetOldest: false,
    callableTools: [],
    mustCall: false,
    answerSchema: null,
    reasoningBudgetTokens: null,
    topLogprobs: null,
    cacheKey: null,
    sampling: readSampling({}, context.randomSeed),
    stop: [],
    maxOutputTokens: null,
    class: context.class ?? 'interactive',
    persistence: context.persistence,
    presentation: null,
    tenant: context.tenant,
  };
}
