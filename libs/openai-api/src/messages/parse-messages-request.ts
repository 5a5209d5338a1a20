import type { BindingSchema, GenerationRequest, ResponseFormat } from '#protocol';
import { parseBody } from '../parse-body.js';
import type { RequestContext } from '../requests/request-context.js';
import { readSampling } from '../requests/sampling.schema.js';
import { toMessagePresentation, type MessagePresentation } from './message-presentation.js';
import { countTokensSchema, messagesRequestSchema, type CountTokensBody } from './messages-request.schema.js';
import { offerTools } from './offer-tools.js';
import { readConversation } from './read-conversation.js';
import { readShownThinking, readThinkingBudget, readThinkingEffort } from './read-thinking.js';

/** What was asked, and how the client wants to be answered. */
export interface MessagesRequest {
  request: GenerationRequest;
  stream: boolean;
  presentation: MessagePresentation;
}

/** The parts of a generation that the fields shared with `count_tokens` decide. */
type AskedParts = Pick<
  GenerationRequest,
  'model' | 'prompt' | 'callableTools' | 'mustCall' | 'answerSchema' | 'reasoningBudgetTokens'
>;

/**
 * Reads the body of `POST /v1/messages`; `sessionId` is by which the client says that requests belong together, beside
 * `metadata.user_id`. Throws a `ServingError` of status 400 naming the field at fault. Whether the model exists is not
 * asked here.
 */
export function parseMessagesRequest(
  body: unknown,
  context: RequestContext,
  sessionId: string | null = null,
): MessagesRequest {
  const asked = parseBody(messagesRequestSchema, body);
  const { model, max_tokens: maxTokens, temperature, top_p, top_k } = asked;
  const thinking = readShownThinking(asked.thinking, context.maySeeReasoning);
  const presentation = { model, thinking, maxTokens };
  return {
    request: {
      ...toParts(asked, context.currentDate),
      ...constantParts(context),
      cacheKey: sessionId ?? (asked.metadata?.user_id || null),
      sampling: readSampling({ temperature, top_p, top_k }, context.randomSeed),
      stop: asked.stop_sequences ?? [],
      maxOutputTokens: maxTokens,
      presentation: toMessagePresentation(presentation),
    },
    stream: asked.stream ?? false,
    presentation,
  };
}

/** Reads the body of `POST /v1/messages/count_tokens` as the request whose prompt is to be counted. */
export function parseCountTokensRequest(body: unknown, context: RequestContext): GenerationRequest {
  const asked = parseBody(countTokensSchema, body);
  return {
    ...toParts(asked, context.currentDate),
    ...constantParts(context),
    cacheKey: null,
    sampling: readSampling({}, context.randomSeed),
    stop: [],
    maxOutputTokens: null,
    presentation: null,
  };
}

function toParts(asked: CountTokensBody, currentDate: string): AskedParts {
  const tools = offerTools(asked.tools ?? [], asked.tool_choice ?? { type: 'auto' });
  const format = readFormat(asked);
  return {
    model: asked.model,
    prompt: {
      type: 'conversation',
      conversation: {
        ...readConversation(asked.system ?? '', asked.messages),
        tools: tools.shown,
        responseFormats: format.shown,
        reasoningEffort: readThinkingEffort(asked.thinking, asked.output_config?.effort),
        currentDate,
      },
    },
    callableTools: tools.callable,
    mustCall: tools.mustCall,
    answerSchema: format.answerSchema,
    reasoningBudgetTokens: readThinkingBudget(asked.thinking),
  };
}

function constantParts({ class: asked, persistence, tenant }: RequestContext) {
  return {
    promptParam: 'messages',
    mayForgetOldest: false,
    topLogprobs: null,
    class: asked ?? ('interactive' as const),
    persistence,
    tenant,
  };
}

function readFormat({ output_config: config, output_format: beta }: CountTokensBody): {
  shown: readonly ResponseFormat[];
  answerSchema: BindingSchema | null;
} {
  const format = config?.format ?? beta;
  if (!format) return { shown: [], answerSchema: null };
  const { schema } = format;
  const param = config?.format ? 'output_config.format.schema' : 'output_format.schema';
  return { shown: [{ name: 'answer', description: '', schema }], answerSchema: { schema, isStrict: true, param } };
}
