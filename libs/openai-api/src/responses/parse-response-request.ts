import { ServingError } from '#protocol';
import { parseBody } from '../parse-body.js';
import { refuse } from '../refusal.js';
import type { SamplingFields } from '../requests/sampling.schema.js';
import { toGenerationClass } from '../requests/service-tier.js';
import type { AskedResponse, ResponseSettings } from './asked-response.js';
import { chooseInNamespaces } from './choose-in-namespaces.js';
import { echoRequest } from './echo-request.js';
import type { ResponseInclude, ResponsesVariant } from './response-echo.js';
import { type ResponseRequestBody, responseRequestSchema } from './response-request.schema.js';
import { readTextFormat } from './text-format.schema.js';

/**
 * Reads the body of a response. Throws a `ServingError` of status 400 naming the field at fault. Whether there are such a
 * model, conversation, response before it and items it refers to is not asked here.
 */
export function parseResponseRequest(body: unknown, variant: ResponsesVariant = 'openai'): AskedResponse {
  return readResponseRequest(parseBody(responseRequestSchema, body), variant);
}

/** What the fields of a body mean together. Throws a `ServingError` of status 400 for what may not stand together. */
export function readResponseRequest(asked: ResponseRequestBody, variant: ResponsesVariant): AskedResponse {
  checkTogether(asked);
  const include = readInclude(asked);
  return {
    model: asked.model,
    input: asked.input ?? [],
    instructions: asked.instructions ?? null,
    previousResponseId: asked.previous_response_id ?? null,
    conversationId: asked.conversation ?? null,
    store: asked.store ?? true,
    background: asked.background ?? false,
    stream: asked.stream ?? false,
    includeObfuscation: asked.stream_options?.include_obfuscation ?? false,
    include,
    variant,
    settings: readSettings(asked, include),
  };
}

function checkTogether(asked: ResponseRequestBody): void {
  const goesOn = Boolean(asked.previous_response_id ?? asked.conversation);
  if (asked.previous_response_id && asked.conversation) {
    throw refuse('invalid_value', ['previous_response_id'], "not allowed together with 'conversation'.");
  }
  if (asked.background === true && asked.store === false) {
    throw refuse('invalid_value', ['background'], "only allowed when 'store' is true.");
  }
  if (!asked.input && !goesOn) {
    throw new ServingError('missing_required_parameter', "Missing required parameter: 'input'.", { param: 'input' });
  }
  if (asked.input?.length === 0 && !goesOn) {
    throw refuse('invalid_value', ['input'], 'expected an array of at least 1 element, but got 0 instead.');
  }
}

function readInclude({ include }: ResponseRequestBody): ResponseInclude {
  return {
    encryptedContent: include?.includes('reasoning.encrypted_content') ?? false,
    logprobs: include?.includes('message.output_text.logprobs') ?? false,
  };
}

function readSettings(asked: ResponseRequestBody, include: ResponseInclude): ResponseSettings {
  return {
    tools: asked.tools ?? [],
    toolChoice: chooseInNamespaces(asked.tool_choice ?? 'auto', asked.tools ?? []),
    format: readTextFormat(asked.text?.format ?? { type: 'text' }),
    effort: asked.reasoning?.effort ?? null,
    reasoningBudgetTokens: asked.reasoning?.max_tokens ?? null,
    topLogprobs: include.logprobs ? (asked.top_logprobs ?? 0) : null,
    cacheKey: asked.prompt_cache_key || null,
    sampling: samplingOf(asked),
    stop: typeof asked.stop === 'string' ? [asked.stop] : (asked.stop ?? []),
    maxOutputTokens: asked.max_output_tokens ?? null,
    mayForgetOldest: asked.truncation === 'auto',
    class: toGenerationClass(asked.service_tier ?? 'auto', asked.background === true ? 'background' : 'interactive'),
    echoed: echoRequest(asked),
  };
}

function samplingOf(asked: ResponseRequestBody): SamplingFields {
  const { temperature, top_p, top_k, min_p, logit_bias, seed } = asked;
  const { frequency_penalty, presence_penalty, repeat_penalty, repetition_penalty } = asked;
  const penalties = { frequency_penalty, presence_penalty, repeat_penalty, repetition_penalty };
  return { temperature, top_p, top_k, min_p, logit_bias, seed, ...penalties };
}
