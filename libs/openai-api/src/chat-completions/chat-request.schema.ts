import { z } from 'zod';
import { because, jsonObject, listOf, unsupported } from '../schema-parts.js';
import { chatMessageSchema } from './chat-message.schema.js';
import { toolChoiceSchema, toolsSchema } from './chat-tools.schema.js';

const NOT_SUPPORTED = 'is not supported.';
const NO_LOGPROBS = 'Log probabilities are not supported.';

const flag = z.boolean().nullish();
const ignoredText = z.string().nullish();
const tokenCount = z.int().min(1).nullish();
const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish();
const penalty = z.number().min(-2).max(2).nullish();

const METADATA_PAIRS = 16;
const metadata = jsonObject
  .refine(
    (pairs) => Object.keys(pairs).length <= METADATA_PAIRS,
    because('invalid_value', 'expected at most 16 pairs.'),
  )
  .pipe(z.record(z.string().max(64, 'a key may have at most 64 characters.'), z.string().max(512)));

const responseFormat = z.object({
  type: z
    .string()
    .refine(
      (type) => !['json_object', 'json_schema'].includes(type),
      because('unsupported_value', `only 'text' is supported; structured output ${NOT_SUPPORTED}`),
    )
    .pipe(z.literal('text')),
});

const sampling = {
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.int().min(0).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  frequency_penalty: penalty,
  presence_penalty: penalty,
  seed: z.int().nullish(),
};

const reasoning = {
  reasoning_effort: effort,
  reasoning: z.object({ effort, max_tokens: z.int().nullish(), exclude: flag, enabled: flag }).nullish(),
  include_reasoning: flag,
};

const choiceCount = z
  .unknown()
  .refine(
    (n) => (n ?? 1) === 1 || (Number.isInteger(n) && Number(n) > 1),
    because('invalid_value', 'expected an integer of at least 1.'),
  )
  .refine((n) => (n ?? 1) === 1, because('unsupported_value', `more than one choice ${NOT_SUPPORTED}`))
  .optional();

/** Checked, so that a mistake is noticed, but without effect on the generation. */
const ignored = {
  metadata: metadata.nullish(),
  parallel_tool_calls: flag,
  store: flag,
  user: ignoredText,
  safety_identifier: ignoredText,
  prompt_cache_key: ignoredText,
  service_tier: ignoredText,
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  prediction: jsonObject.nullish(),
};

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const isTextOnly = (value: unknown): boolean => Array.isArray(value) && value.every((modality) => modality === 'text');

/** Parameters whose silent loss would be a lie. */
const refused = {
  logprobs: z
    .boolean()
    .nullish()
    .refine((on) => on !== true, because('unsupported_parameter', NO_LOGPROBS)),
  top_logprobs: unsupported(NO_LOGPROBS, (count) => count === 0),
  logit_bias: unsupported('Biases are not supported.', isEmptyObject),
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
  n: choiceCount,
  ...sampling,
  ...reasoning,
  response_format: responseFormat.nullish(),
  tools: toolsSchema.nullish(),
  tool_choice: toolChoiceSchema.nullish(),
  ...ignored,
  ...refused,
});

export type ChatBody = z.output<typeof chatRequestSchema>;
