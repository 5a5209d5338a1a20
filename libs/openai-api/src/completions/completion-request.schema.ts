import { z } from 'zod';
import { samplingFields } from '../requests/sampling.schema.js';
import { serviceTierSchema } from '../requests/service-tier.js';
import { listOf, unsupported } from '../schema-parts.js';
import { promptSchema } from './prompt.schema.js';

export const MOST_CHOICES = 128;
const MOST_ALTERNATIVES = 5;
const LONGEST_CACHE_KEY = 512;

const flag = z.boolean().nullish();
const choiceCount = z.int().min(1).max(MOST_CHOICES).nullish();

/** The body of `POST /v1/completions`: `null` counts as absent, fields not named here are ignored. */
export const completionRequestSchema = z.object({
  model: z.string().min(1),
  prompt: promptSchema,
  max_tokens: z.int().min(1).nullish(),
  n: choiceCount,
  best_of: choiceCount,
  echo: flag,
  suffix: unsupported('Text cannot be put between two others here.', (value) => value === ''),
  logprobs: z.int().min(0).max(MOST_ALTERNATIVES).nullish(),
  stop: z.union([z.string().min(1), listOf(z.string().min(1), { max: 4 })]).nullish(),
  stream: flag,
  stream_options: z.object({ include_usage: flag, include_obfuscation: flag }).nullish(),
  prompt_cache_key: z.string().max(LONGEST_CACHE_KEY).nullish(),
  service_tier: serviceTierSchema.nullish(),
  user: z.string().nullish(),
  ...samplingFields,
});

export type CompletionBody = z.output<typeof completionRequestSchema>;
