import type { LogitBias, Sampling } from '#protocol';
import { z } from 'zod';
import { because, jsonObject } from '../schema-parts.js';

const penalty = z.number().min(-2).max(2).nullish();
const repeatPenalty = z.number().gt(0).max(10).nullish();

/** OpenAI takes 300. Each one costs a look-up per token, so there must be some end. */
const MOST_BIASES = 1_024;
const TOKEN_ID = /^(0|[1-9]\d{0,9})$/;
const TOKEN_IDS = 2 ** 31;
const biasValue = z.number().min(-100).max(100);

const logitBias = jsonObject
  .refine(
    (biases) => Object.keys(biases).length <= MOST_BIASES,
    because('invalid_value', `expected at most ${MOST_BIASES} tokens.`),
  )
  .refine(
    (biases) => Object.keys(biases).every((key) => TOKEN_ID.test(key) && Number(key) < TOKEN_IDS),
    because('invalid_value', 'expected token ids as keys, decimal and without leading zeros.'),
  )
  .pipe(z.record(z.string(), biasValue))
  .meta({ maxProperties: MOST_BIASES })
  .transform((biases): LogitBias[] => Object.entries(biases).map(([id, bias]) => ({ tokenId: Number(id), bias })));

/** Any JSON integer, also one beyond 2^53. */
const seed = z
  .number()
  .refine(Number.isInteger, because('invalid_type', 'expected an integer, but got a decimal number instead.'))
  .meta({ type: 'integer' });

/** The fields that say how tokens are drawn. Whether the model has the tokens of `logit_bias` is not asked here. */
export const samplingFields = {
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  /** 0, and -1 as vLLM has it, are off. */
  top_k: z.int().min(-1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  frequency_penalty: penalty,
  presence_penalty: penalty,
  /** llama.cpp's name, and vLLM's. */
  repeat_penalty: repeatPenalty,
  repetition_penalty: repeatPenalty,
  logit_bias: logitBias.nullish(),
  seed: seed.nullish(),
};

export type SamplingFields = z.output<z.ZodObject<typeof samplingFields>>;

export function readSampling(asked: SamplingFields, randomSeed: number): Sampling {
  return {
    temperature: asked.temperature ?? 1,
    topP: asked.top_p ?? 1,
    topK: (asked.top_k ?? 0) > 0 ? (asked.top_k ?? null) : null,
    minP: asked.min_p ?? 0,
    frequencyPenalty: asked.frequency_penalty ?? 0,
    presencePenalty: asked.presence_penalty ?? 0,
    repeatPenalty: asked.repeat_penalty ?? asked.repetition_penalty ?? 1,
    logitBias: asked.logit_bias ?? [],
    seed: toSamplerSeed(asked.seed ?? randomSeed),
  };
}

/**
 * Any integer on the 32 bits that samplers take: the low ones of it, as two's complement. Beyond 2^53 JSON has lost the
 * low bits already; there the two halves of the 64-bit float are mixed, so that random 64-bit seeds stay different.
 */
function toSamplerSeed(seed: number): number {
  if (Number.isSafeInteger(seed)) return seed >>> 0;
  const [low = 0, high = 0] = new Uint32Array(Float64Array.of(seed).buffer);
  return (low ^ high) >>> 0;
}
