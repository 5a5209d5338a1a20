import { z } from 'zod';
import { effortSchema } from '../requests/effort.js';
import { metadataSchema } from '../requests/metadata.schema.js';
import { serviceTierSchema } from '../requests/service-tier.js';
import { jsonObject, listOf, unsupported } from '../schema-parts.js';
import { chatMessageSchema } from './chat-message.schema.js';
import { toolsSchema } from './chat-tools.schema.js';
import { responseFormatSchema } from './response-format.schema.js';
import { samplingFields } from '../requests/sampling.schema.js';
import { toolChoiceSchema } from './tool-choice.schema.js';

const MOST_CHOICES = 128;
const MOST_ALTERNATIVES = 20;
const LONGEST_CACHE_KEY = 512;

const flag = z.boolean().nullish();
const ignoredText = z.string().nullish();
const tokenCount = z.int().min(1).nullish();
const effort = effortSchema.nullish();

const reasoning = {
  reasoning_effort: effort,
  reasoning: z.object({ effort, max_tokens: tokenCount, exclude: flag, enabled: flag }).nullish(),
  /** llama.cpp's name of `reasoning.max_tokens`; there -1 is no budget. */
  thinking_budget_tokens: z.int().min(-1).nullish(),
  include_reasoning: flag,
};

/** Checked, so that a mistake is noticed, but without effect on the generation. */
const ignored = {
  metadata: metadataSchema.nullish(),
  parallel_tool_calls: flag,
  store: flag,
  user: ignoredText,
  safety_identifier: ignoredText,
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  prediction: jsonObject.nullish(),
};

const isTextOnly = (value: unknown): boolean => Array.isArray(value) && value.every((modality) => modality === 'text');

/** Parameters whose silent loss would be a lie. */
const refused = {
  modalities: unsupported('The model writes text only.', isTextOnly),
  audio: unsupported('The model reads and writes text only.'),
  web_search_options: unsupported('There is no web search here.'),
  functions: unsupported("Use 'tools' instead."),
  function_call: unsupported("Use 'tool_choice' instead."),
};

/** The body of `POST /v1/chat/completions`: `null` counts as absent, fields not named here are ignored. */
export const chatRequestSchema = z.object({
  model: z.string().min(1),
  messages: listOf(chatMessageSchema, { min: 1 }),
  stream: flag,
  stream_options: z.object({ include_usage: flag, include_obfuscation: flag }).nullish(),
  max_completion_tokens: tokenCount,
  max_tokens: tokenCount,
  stop: z.union([z.string().min(1), listOf(z.string().min(1), { max: 4 })]).nullish(),
  n: z.int().min(1).max(MOST_CHOICES).nullish(),
  logprobs: flag,
  top_logprobs: z.int().min(0).max(MOST_ALTERNATIVES).nullish(),
  prompt_cache_key: z.string().max(LONGEST_CACHE_KEY).nullish(),
  service_tier: serviceTierSchema.nullish(),
  ...samplingFields,
  ...reasoning,
  response_format: responseFormatSchema.nullish(),
  tools: toolsSchema.nullish(),
  tool_choice: toolChoiceSchema.nullish(),
  ...ignored,
  ...refused,
});

export type ChatBody = z.output<typeof chatRequestSchema>;
