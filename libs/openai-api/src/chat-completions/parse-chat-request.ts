import type { GenerationRequest, ReasoningEffort } from '#protocol';
import { parseBody } from '../parse-body.js';
import { refuse } from '../refusal.js';
import { toReasoningEffort } from '../requests/effort.js';
import type { RequestContext } from '../requests/request-context.js';
import { toGenerationClass } from '../requests/service-tier.js';
import { toPresentation, type ChatStreamOptions } from './chat-presentation.js';
import { chatRequestSchema, type ChatBody } from './chat-request.schema.js';
import { readMessages } from './read-messages.js';
import { readTools } from '../requests/read-tools.js';
import { readResponseFormat } from './response-format.schema.js';
import { readSampling } from '../requests/sampling.schema.js';

/** What was asked, and how the client wants to be answered. */
export interface ChatRequest extends ChatStreamOptions {
  request: GenerationRequest;
  /** How many times the request is to be answered, from 1 to 128. */
  choices: number;
  stream: boolean;
}

/** Reads the body of a chat completion. Throws a `ServingError` of status 400 naming the field at fault. Whether the model exists is not asked here. */
export function parseChatRequest(body: unknown, context: RequestContext): ChatRequest {
  const asked = parseBody(chatRequestSchema, body);
  const tools = readTools(asked.tools ?? [], asked.tool_choice ?? 'auto');
  const format = readResponseFormat(asked.response_format ?? { type: 'text' });
  const topLogprobs = readTopLogprobs(asked);
  const shown: ChatStreamOptions = {
    includeUsage: asked.stream_options?.include_usage ?? false,
    includeReasoning: context.maySeeReasoning && asked.include_reasoning !== false && asked.reasoning?.exclude !== true,
    includeLogprobs: topLogprobs !== null,
    customToolNames: tools.customToolNames,
  };
  return {
    request: {
      model: asked.model,
      prompt: {
        type: 'conversation',
        conversation: {
          ...readMessages(asked.messages),
          tools: tools.shown,
          responseFormats: format.shown,
          reasoningEffort: readEffort(asked),
          currentDate: context.currentDate,
        },
      },
      promptParam: 'messages',
      mayForgetOldest: false,
      callableTools: tools.callable,
      mustCall: tools.mustCall,
      answerSchema: format.answerSchema,
      reasoningBudgetTokens: readBudget(asked),
      topLogprobs,
      cacheKey: asked.prompt_cache_key || null,
      sampling: readSampling(asked, context.randomSeed),
      stop: typeof asked.stop === 'string' ? [asked.stop] : (asked.stop ?? []),
      maxOutputTokens: asked.max_completion_tokens ?? asked.max_tokens ?? null,
      class: context.class ?? toGenerationClass(asked.service_tier ?? 'auto'),
      persistence: context.persistence,
      presentation: toPresentation({ ...shown, model: asked.model }),
      tenant: context.tenant,
    },
    choices: asked.n ?? 1,
    stream: asked.stream ?? false,
    ...shown,
  };
}

function readEffort({ reasoning_effort: effort, reasoning }: ChatBody): ReasoningEffort {
  return toReasoningEffort(effort ?? reasoning?.effort ?? (reasoning?.enabled === false ? 'none' : 'medium'));
}

/** The thinking budget, which is opt-in: nothing else of a request limits the thinking but the limit of all tokens. */
function readBudget({ reasoning, thinking_budget_tokens: budget }: ChatBody): number | null {
  if (typeof reasoning?.max_tokens === 'number') return reasoning.max_tokens;
  return typeof budget === 'number' && budget >= 0 ? Math.max(budget, 1) : null;
}

function readTopLogprobs({ logprobs, top_logprobs: count }: ChatBody): number | null {
  if (logprobs === true) return count ?? 0;
  if (!count) return null;
  throw refuse('invalid_value', ['top_logprobs'], "only allowed when 'logprobs' is true.");
}
