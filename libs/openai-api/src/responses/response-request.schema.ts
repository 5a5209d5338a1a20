import { z } from 'zod';
import { effortSchema } from '../requests/effort.js';
import { metadataSchema } from '../requests/metadata.schema.js';
import { samplingFields } from '../requests/sampling.schema.js';
import { serviceTierSchema } from '../requests/service-tier.js';
import { listOf, unsupported } from '../schema-parts.js';
import { inputSchema } from './input-item.schema.js';
import { responseToolChoiceSchema } from './response-tool-choice.schema.js';
import { responseToolsSchema } from './response-tools.schema.js';
import { textSchema } from './text-format.schema.js';

const MOST_ALTERNATIVES = 20;
const LONGEST_CACHE_KEY = 512;
const LONGEST_ID = 256;

const flag = z.boolean().nullish();
const ignoredText = z.string().nullish();
const tokenCount = z.int().min(1).nullish();
const id = z.string().min(1).max(LONGEST_ID);

/** Both kinds of haste that OpenAI sells are its priority. */
const serviceTier = z.preprocess(
  (tier) => (tier === 'fast' || tier === 'ultrafast' ? 'priority' : tier),
  serviceTierSchema.nullish(),
);

/** Of no effect; OpenAI's own clients spell the first one in two ways. */
const cacheRetention = z
  .enum(['in_memory', 'in-memory', '24h'])
  .transform((retention) => (retention === 'in-memory' ? 'in_memory' : retention))
  .nullish();

const reasoning = z.object({
  effort: effortSchema.nullish(),
  /** Of no effect: the model writes no summaries. */
  summary: z.enum(['auto', 'concise', 'detailed']).nullish(),
  generate_summary: z.enum(['auto', 'concise', 'detailed']).nullish(),
  /** Not OpenAI's: tokens after which the model has to answer. */
  max_tokens: tokenCount,
});

/** What OpenAI knows; only the two about reasoning and log probabilities mean something here. */
const includable = z.enum([
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
  'message.input_image.image_url',
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
]);

/** Parameters whose silent loss would be a lie. */
const refused = {
  prompt: unsupported('There are no stored prompts here.'),
  moderation: unsupported('There is no moderation here.'),
  context_management: unsupported(
    "Use 'truncation', or compact the input yourself with /v1/responses/compact.",
    (value) => Array.isArray(value) && value.length === 0,
  ),
};

/** The part of a body that says what the model is given to go on from. */
export const inputFields = {
  model: z.string().min(1),
  input: inputSchema.nullish(),
  instructions: z.string().nullish(),
  previous_response_id: id.nullish(),
};

export const cacheKeyField = { prompt_cache_key: z.string().max(LONGEST_CACHE_KEY).nullish() };
export const serviceTierField = { service_tier: serviceTier };

/** The body of `POST /v1/responses`: `null` counts as absent, fields not named here are ignored. */
export const responseRequestSchema = z.object({
  ...inputFields,
  conversation: z.union([id, z.object({ id }).transform(({ id: asked }) => asked)]).nullish(),
  store: flag,
  background: flag,
  stream: flag,
  stream_options: z.object({ include_obfuscation: flag }).nullish(),
  include: listOf(includable).nullish(),
  tools: responseToolsSchema.nullish(),
  tool_choice: responseToolChoiceSchema.nullish(),
  parallel_tool_calls: flag,
  text: textSchema.nullish(),
  reasoning: reasoning.nullish(),
  /** OpenAI wants 16 at least. */
  max_output_tokens: tokenCount,
  max_tool_calls: tokenCount,
  truncation: z.enum(['auto', 'disabled']).nullish(),
  top_logprobs: z.int().min(0).max(MOST_ALTERNATIVES).nullish(),
  /** Not OpenAI's, at least not in this API. */
  stop: z.union([z.string().min(1), listOf(z.string().min(1), { max: 4 })]).nullish(),
  ...samplingFields,
  ...cacheKeyField,
  ...serviceTierField,
  metadata: metadataSchema.nullish(),
  prompt_cache_retention: cacheRetention,
  user: ignoredText,
  safety_identifier: ignoredText,
  ...refused,
});

export type ResponseRequestBody = z.output<typeof responseRequestSchema>;
