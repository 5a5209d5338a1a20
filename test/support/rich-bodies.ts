/** A route that takes a body, and a valid body that uses as many of its fields as go together. */
export interface FuzzedRoute {
  path: string;
  dialect: 'openai' | 'anthropic';
  body: Record<string, unknown>;
}

const MODEL = 'tiny-gpt-oss';
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const SAMPLING = { temperature: 0.5, top_p: 0.9 };
const METADATA = { run: '7' };

const CHAT = {
  model: MODEL,
  messages: [
    { role: 'system', content: 'Be brief.', name: 'boss' },
    { role: 'user', content: [{ type: 'text', text: 'Weather in Oslo?' }] },
    {
      role: 'assistant',
      content: null,
      reasoning: 'A tool helps.',
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
  ],
  tools: [{ type: 'function', function: { name: 'get_weather', description: 'Now', parameters: PARAMETERS } }],
  tool_choice: 'auto',
  response_format: { type: 'json_schema', json_schema: { name: 'weather', schema: PARAMETERS, strict: false } },
  reasoning_effort: 'low',
  max_completion_tokens: 8,
  stop: ['END'],
  n: 1,
  seed: 1,
  logprobs: true,
  top_logprobs: 2,
  logit_bias: { '5': 1 },
  stream: true,
  stream_options: { include_usage: true },
  metadata: METADATA,
  service_tier: 'auto',
  prompt_cache_key: 'k',
  ...SAMPLING,
};

const RESPONSE = {
  model: MODEL,
  instructions: 'Be brief.',
  input: [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Weather in Oslo?' }] },
    { type: 'reasoning', id: 'rs_1', summary: [], content: [{ type: 'reasoning_text', text: 'A tool helps.' }] },
    { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Oslo"}' },
    { type: 'function_call_output', call_id: 'call_1', output: 'rain' },
    { role: 'user', content: 'And?' },
  ],
  tools: [{ type: 'function', name: 'get_weather', description: 'Now', parameters: PARAMETERS, strict: false }],
  tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'get_weather' }] },
  text: { format: { type: 'json_schema', name: 'weather', schema: PARAMETERS }, verbosity: 'low' },
  reasoning: { effort: 'low', summary: 'auto' },
  include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
  max_output_tokens: 16,
  top_logprobs: 2,
  truncation: 'auto',
  store: true,
  background: false,
  stream: true,
  stream_options: { include_obfuscation: false },
  parallel_tool_calls: true,
  metadata: METADATA,
  service_tier: 'auto',
  prompt_cache_key: 'k',
  ...SAMPLING,
};

const MESSAGES = {
  model: MODEL,
  max_tokens: 8,
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
  messages: [
    { role: 'user', content: 'Weather in Oslo?' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'A tool helps.', signature: '' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Oslo' } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'rain', is_error: false }] },
  ],
  tools: [{ name: 'get_weather', description: 'Now', input_schema: PARAMETERS }],
  tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  thinking: { type: 'enabled', budget_tokens: 1024 },
  stop_sequences: ['END'],
  top_k: 5,
  stream: true,
  metadata: { user_id: 'u' },
  ...SAMPLING,
};

const COMPLETION = {
  model: MODEL,
  prompt: ['Once upon', 'a time'],
  max_tokens: 4,
  n: 1,
  echo: true,
  logprobs: 2,
  stop: ['END'],
  seed: 1,
  stream: true,
  stream_options: { include_usage: true },
  logit_bias: { '5': 1 },
  user: 'u',
  ...SAMPLING,
};

/** Every route that takes a body and answers in the dialect of somebody else. */
export const FUZZED_ROUTES: readonly FuzzedRoute[] = [
  { path: '/v1/chat/completions', dialect: 'openai', body: CHAT },
  { path: '/v1/responses', dialect: 'openai', body: RESPONSE },
  { path: '/v1/messages', dialect: 'anthropic', body: MESSAGES },
  { path: '/v1/completions', dialect: 'openai', body: COMPLETION },
  { path: '/v1/responses/input_tokens', dialect: 'openai', body: RESPONSE },
  { path: '/v1/messages/count_tokens', dialect: 'anthropic', body: MESSAGES },
  {
    path: '/v1/conversations',
    dialect: 'openai',
    body: { metadata: METADATA, items: RESPONSE.input },
  },
  { path: '/tokenize', dialect: 'openai', body: { model: MODEL, messages: CHAT.messages, with_pieces: true } },
  { path: '/detokenize', dialect: 'openai', body: { model: MODEL, tokens: [1, 2, 3] } },
  { path: '/apply-template', dialect: 'openai', body: { model: MODEL, messages: CHAT.messages, tools: CHAT.tools } },
];
