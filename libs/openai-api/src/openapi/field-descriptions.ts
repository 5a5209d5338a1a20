import type { JsonObject } from '#protocol';
import { isJsonObject } from './simplify.js';

/** What fields of requests mean, which have the same name and meaning in every dialect that has them. */
export const FIELD_DESCRIPTIONS: Record<string, string> = {
  model: 'The name of a model, or of an adapter of one.',
  messages: 'The conversation so far. The model reads and writes text only.',
  stream: 'Whether the answer comes in pieces, as server-sent events.',
  stream_options:
    '`include_usage`: one more chunk at the end tells what was spent. `include_obfuscation` has no effect.',
  max_completion_tokens: 'How many tokens the answer may have at most, reasoning included.',
  max_tokens: 'How many tokens the answer may have at most, reasoning included.',
  stop: 'Texts at which the answer ends; they are looked for in the answer, not in the reasoning.',
  n: 'How many answers to give.',
  logprobs: 'Whether to tell how likely the tokens of the answer were.',
  top_logprobs: 'How many of the likeliest tokens to tell at each place.',
  prompt_cache_key: 'Requests with the same key go, if possible, where their common beginning is known already.',
  service_tier: '`priority` is served before all others, `flex` after them; the others mean the usual.',
  temperature: '1 unless told otherwise. At 0 always the likeliest token is taken.',
  top_p: 'Only the likeliest tokens are drawn from, that together have this probability.',
  top_k: 'Only so many of the likeliest tokens are drawn from; 0 and -1: all.',
  min_p: 'Only tokens are drawn from that are at least this likely, measured by the likeliest.',
  frequency_penalty: 'Makes tokens the less likely the more often they occurred.',
  presence_penalty: 'Makes tokens less likely that have occurred.',
  repeat_penalty: 'Divides how likely tokens are that have occurred; 1 is off.',
  repetition_penalty: 'Another name of `repeat_penalty`.',
  logit_bias: 'Makes tokens, by their ids, more or less likely.',
  seed: 'The same request with the same seed gives the same answer, as far as the hardware does.',
  reasoning_effort:
    'How long to think. The model knows three: `none` and `minimal` are `low`, `xhigh` and `max` are `high`.',
  reasoning: 'How to think, and whether to show it.',
  thinking_budget_tokens: 'After so many tokens of thinking the model is made to answer; -1: no limit.',
  include_reasoning: 'Whether the answer shows the reasoning; it counts in either case.',
  response_format: 'What the answer must be: with `json_schema` it cannot be anything that the schema does not allow.',
  tools: 'What the model may call. Custom tools take text instead of JSON.',
  tool_choice: 'Whether a tool is called, and which.',
  metadata: 'Pairs of your own.',
  parallel_tool_calls: 'Accepted. The model calls one tool at a time.',
  store: 'Accepted, without effect.',
  user: 'Accepted, without effect.',
  safety_identifier: 'Accepted, without effect.',
  verbosity: 'Accepted, without effect.',
  prediction: 'Accepted, without effect.',
};

/** The schema of a body whose fields say what they mean; what a field says by itself goes before. */
export function withFieldDescriptions(schema: JsonObject): JsonObject {
  const { properties } = schema;
  if (!isJsonObject(properties)) return schema;
  const described = Object.entries(properties).map(([name, property]) => {
    const description = FIELD_DESCRIPTIONS[name];
    return [
      name,
      description !== undefined && isJsonObject(property) ? { description, ...property } : property,
    ] as const;
  });
  return { ...schema, properties: Object.fromEntries(described) };
}
