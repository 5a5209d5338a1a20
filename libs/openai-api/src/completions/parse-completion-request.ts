import type { GenerationRequest } from '#protocol';
import { parseBody } from '../parse-body.js';
import { refuse } from '../refusal.js';
import { bareRequest } from '../requests/bare-request.js';
import type { RequestContext } from '../requests/request-context.js';
import { readSampling } from '../requests/sampling.schema.js';
import { toGenerationClass } from '../requests/service-tier.js';
import { type CompletionPresentation, toCompletionPresentation } from './completion-presentation.js';
import { type CompletionBody, MOST_CHOICES, completionRequestSchema } from './completion-request.schema.js';

/** OpenAI's default: an old client that says nothing expects a few words. */
const USUAL_OUTPUT_TOKENS = 16;

/** What was asked, and how the client wants to be answered. */
export interface CompletionRequest extends CompletionPresentation {
  /** One for each prompt, in their order: each is to be answered `choicesPerPrompt` times. */
  requests: readonly GenerationRequest[];
  stream: boolean;
}

/**
 * Reads the body of a legacy completion. Throws a `ServingError` of status 400 naming the field at fault. Whether the model
 * exists, and whether it has the tokens of a prompt, is not asked here.
 */
export function parseCompletionRequest(body: unknown, context: RequestContext): CompletionRequest {
  const asked = parseBody(completionRequestSchema, body);
  const { prompts, areListed } = asked.prompt;
  const presentation: CompletionPresentation = {
    model: asked.model,
    includeUsage: asked.stream_options?.include_usage ?? false,
    includeLogprobs: typeof asked.logprobs === 'number',
    echo: asked.echo ?? false,
    choicesPerPrompt: readChoices(asked),
  };
  const settings = { ...readSettings(asked, context), presentation: toCompletionPresentation(presentation) };
  const requests = prompts.map((prompt, index) => {
    const promptParam = areListed ? `prompt[${index}]` : 'prompt';
    return { ...bareRequest({ model: asked.model, prompt, promptParam }, context), ...settings };
  });
  return { ...presentation, requests, stream: asked.stream ?? false };
}

function readChoices({ n, best_of: candidates, prompt: { prompts } }: CompletionBody): number {
  const choices = n ?? 1;
  if ((candidates ?? choices) !== choices) {
    throw refuse('unsupported_parameter', ['best_of'], "All that is generated is returned: expected the value of 'n'.");
  }
  if (choices * prompts.length <= MOST_CHOICES) return choices;
  throw refuse('invalid_value', ['n'], `expected at most ${MOST_CHOICES} choices for all prompts together.`);
}

function readSettings(asked: CompletionBody, context: RequestContext): Partial<GenerationRequest> {
  return {
    topLogprobs: asked.logprobs ?? null,
    cacheKey: asked.prompt_cache_key || null,
    sampling: readSampling(asked, context.randomSeed),
    stop: typeof asked.stop === 'string' ? [asked.stop] : (asked.stop ?? []),
    maxOutputTokens: asked.max_tokens ?? USUAL_OUTPUT_TOKENS,
    class: context.class ?? toGenerationClass(asked.service_tier ?? 'auto'),
  };
}
