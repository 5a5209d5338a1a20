import type { PublishedShape } from './expect-published-shape.js';

/** Anthropic's fields of a model, and ours, for OpenAI's clients; the other way round for Anthropic's. */
const OF_MODELS = [
  ...['type', 'display_name', 'created_at', 'max_input_tokens', 'max_tokens', 'capabilities', 'lifecycle', 'line'],
  ...['deprecated_at', 'retires_at', 'context_length', 'max_model_len', 'architecture', 'slots', 'ready_workers'],
  ...['alias_of', 'adapter'],
];

/** What OpenAI's own answers have, and Open Responses demands, and the document does not tell yet. */
const OF_RESPONSES = [
  ...['store', 'frequency_penalty', 'presence_penalty', 'usage.input_tokens_details.cache_write_tokens'],
  // Of calls of custom tools, which have one like all other calls.
  'output[].status',
];

/** What we answer beyond what is published: all of it, and each on purpose. */
export const OUR_EXTENSIONS: Partial<Record<PublishedShape, readonly string[]>> = {
  // Reasoning, under the two names by which clients know it.
  'chat.completion': ['choices[].message.reasoning', 'choices[].message.reasoning_content'],
  'chat.chunk': [
    'choices[].delta.reasoning',
    'choices[].delta.reasoning_content',
    'choices[].delta.tool_calls[].custom',
  ],
  response: OF_RESPONSES,
  'response.event': [
    ...OF_RESPONSES.map((field) => `response.${field}`),
    'item.status',
    // As chats have them; an event's are published without.
    ...['logprobs[].bytes', 'logprobs[].top_logprobs[].bytes'],
  ],
  'response.compaction': ['usage.input_tokens_details.cache_write_tokens'],
  model: OF_MODELS,
  'model.list': [...['has_more', 'first_id', 'last_id'], ...OF_MODELS.map((field) => `data[].${field}`)],
  // The code and the field at fault, which Anthropic only tells in words.
  'message.error': ['error.details'],
};
