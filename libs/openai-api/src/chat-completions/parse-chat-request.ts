import type { GenerationRequest, ReasoningEffort, Sampling, ToolDeclaration } from '#protocol';
import { parseBody } from '../parse-body.js';
import { chatRequestSchema, type ChatBody } from './chat-request.schema.js';
import { readMessages } from './read-messages.js';

/** What the edge knows about a request besides its body. */
export interface ChatRequestContext {
  tenant: string;
  /** `YYYY-MM-DD`, taken once per request. */
  currentDate: string;
  /** Used when the client sends no seed. */
  randomSeed: number;
}

/** What was asked, and how the client wants to be answered. */
export interface ChatRequest {
  request: GenerationRequest;
  stream: boolean;
  /** Whether a stream ends with a usage chunk. */
  includeUsage: boolean;
  /** Whether the answer shows the reasoning; it is generated and counted either way. */
  includeReasoning: boolean;
}

/** Reads the body of a chat completion. Throws a `ServingError` of status 400 naming the field at fault. Whether the model exists is not asked here. */
export function parseChatRequest(body: unknown, context: ChatRequestContext): ChatRequest {
  const asked = parseBody(chatRequestSchema, body);
  return {
    request: {
      model: asked.model,
      conversation: {
        ...readMessages(asked.messages),
        tools: readTools(asked),
        responseFormats: [],
        reasoningEffort: readEffort(asked),
        currentDate: context.currentDate,
      },
      sampling: readSampling(asked, context.randomSeed),
      stop: typeof asked.stop === 'string' ? [asked.stop] : (asked.stop ?? []),
      maxOutputTokens: asked.max_completion_tokens ?? asked.max_tokens ?? null,
      class: 'interactive',
      tenant: context.tenant,
    },
    stream: asked.stream ?? false,
    includeUsage: asked.stream_options?.include_usage ?? false,
    includeReasoning: asked.include_reasoning !== false && asked.reasoning?.exclude !== true,
  };
}

function readTools({ tools, tool_choice: choice }: ChatBody): ToolDeclaration[] {
  if (choice === 'none') return [];
  return (tools ?? []).map(({ function: { name, description, parameters } }) => ({
    name,
    description: description ?? '',
    parameters: parameters ?? null,
  }));
}

/** OpenAI's seven efforts on the three the model was trained on; the model cannot be kept from thinking altogether. */
function readEffort({ reasoning_effort: effort, reasoning }: ChatBody): ReasoningEffort {
  switch (effort ?? reasoning?.effort ?? (reasoning?.enabled === false ? 'none' : 'medium')) {
    case 'none':
    case 'minimal':
    case 'low':
      return 'low';
    case 'medium':
      return 'medium';
    case 'high':
    case 'xhigh':
    case 'max':
      return 'high';
  }
}

function readSampling(asked: ChatBody, randomSeed: number): Sampling {
  return {
    temperature: asked.temperature ?? 1,
    topP: asked.top_p ?? 1,
    topK: asked.top_k || null,
    minP: asked.min_p ?? 0,
    frequencyPenalty: asked.frequency_penalty ?? 0,
    presencePenalty: asked.presence_penalty ?? 0,
    seed: (asked.seed ?? randomSeed) >>> 0, // clients send any integer, negative ones too; samplers take 32 bits
  };
}
