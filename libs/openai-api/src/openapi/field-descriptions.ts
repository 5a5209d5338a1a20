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
  input: 'Items, or the text of a single message of the user.',
  instructions: 'What the model is told for this response only: it is not carried over to the next.',
  previous_response_id: 'Goes on from this response: all before it, and what it said.',
  conversation: 'Belongs to this conversation: begins with its items, and adds what is new.',
  background: 'Answers at once and goes on by itself; needs `store`.',
  include: '`reasoning.encrypted_content` and `message.output_text.logprobs`; the others mean nothing here.',
  text: 'What the answer must be: with `json_schema` it cannot be anything that the schema does not allow.',
  max_output_tokens: 'How many tokens the response may have at most, reasoning included.',
  max_tool_calls: 'Accepted, without effect: there are no tools that are called here.',
  truncation: '`auto`: the oldest items are left out until the rest fits. `disabled`: what does not fit is refused.',
  prompt_cache_retention: 'Accepted, without effect.',
  items: 'The items to put in, at most 20 at once.',
  system: 'What the model is told first.',
  thinking: 'Whether thinking is shown, and how long it may be.',
  output_config: '`effort`: how long to think. `format`: what the answer must be.',
  output_format: 'What `output_config.format` was called before.',
  thread: 'Accepted as far as it says nothing that would change the answer.',
  stop_sequences: 'Texts at which the answer ends.',
  prompt: 'What to go on with: a text, several, the token ids of one, or those of several.',
  best_of: 'As many as `n`, or absent: none is thrown away here.',
  echo: 'Whether the answer begins with the prompt.',
  content: 'The text, as clients of llama-server name it.',
  return_token_strs: 'Whether to tell the text of each token.',
  with_pieces: 'Whether to tell each token with its text, as llama-server does.',
  add_special_tokens: 'Of no effect: no token stands around a text.',
  add_special: 'Of no effect: no token stands around a text.',
  tokens: 'Token ids.',
};

/** Where a field means something else than elsewhere, by the body it is in. */
const ONLY_IN: Record<string, Record<string, string>> = {
  ResponseRequest: {
    store: 'Whether the response is kept, so that it can be retrieved and gone on from; it is if not told.',
  },
  MessageRequest: { service_tier: 'Accepted, without effect.', metadata: '`user_id` has no effect.' },
  TokenizeRequest: {
    prompt: 'The text, as clients of vLLM name it.',
    messages: 'A chat, with all other fields of one.',
  },
};

/** The schema of a body whose fields say what they mean; what a field says by itself goes before. */
export function withFieldDescriptions(body: string, schema: JsonObject): JsonObject {
  const { properties } = schema;
  if (!isJsonObject(properties)) return schema;
  const described = Object.entries(properties).map(([name, property]) => {
    const description = ONLY_IN[body]?.[name] ?? FIELD_DESCRIPTIONS[name];
    return [
      name,
      description !== undefined && isJsonObject(property) ? { description, ...property } : property,
    ] as const;
  });
  return { ...schema, properties: Object.fromEntries(described) };
}
