import type { GenerationRequest } from '#protocol';
import { refuse } from '../refusal.js';
import { toReasoningEffort } from '../requests/effort.js';
import { readTools } from '../requests/read-tools.js';
import type { RequestContext } from '../requests/request-context.js';
import { readSampling } from '../requests/sampling.schema.js';
import type { ResolvedResponse } from './asked-response.js';
import { readItems } from './read-items.js';
import type { AskedItem } from './response-item.js';
import { toPresentation } from './response-presentation.js';

/**
 * What to generate for a response. `history` are the items of the responses or of the conversation before it, the oldest
 * first. Throws a `ServingError` of status 400 naming the field at fault.
 */
export function toGenerationRequest(
  asked: ResolvedResponse,
  history: readonly AskedItem[],
  context: RequestContext,
): GenerationRequest {
  const { settings } = asked;
  if (history.length + asked.input.length === 0)
    throw refuse('invalid_value', ['input'], 'there is nothing to answer.');
  const tools = readTools(settings.tools, settings.toolChoice);
  return {
    model: asked.model,
    prompt: {
      type: 'conversation',
      conversation: {
        ...readItems(history, asked.input, asked.instructions ?? ''),
        tools: tools.shown,
        responseFormats: settings.format.shown,
        reasoningEffort: toReasoningEffort(settings.effort ?? 'medium'),
        currentDate: context.currentDate,
      },
    },
    promptParam: 'input',
    mayForgetOldest: settings.mayForgetOldest,
    callableTools: tools.callable,
    mustCall: tools.mustCall,
    answerSchema: settings.format.answerSchema,
    reasoningBudgetTokens: settings.reasoningBudgetTokens,
    topLogprobs: settings.topLogprobs,
    cacheKey: settings.cacheKey,
    sampling: readSampling(settings.sampling, context.randomSeed),
    stop: settings.stop,
    maxOutputTokens: settings.maxOutputTokens,
    class: context.class ?? settings.class,
    persistence: asked.background ? 'background' : context.persistence,
    presentation: toPresentation({
      fields: settings.echoed,
      include: asked.include,
      customToolNames: [...tools.customToolNames],
      maySeeReasoning: context.maySeeReasoning,
      stream: asked.stream,
      variant: asked.variant,
    }),
    tenant: context.tenant,
  };
}
