import type { RequestContext } from '../requests/request-context.js';

export const CONTEXT: RequestContext = {
  tenant: 'acme',
  maySeeReasoning: true,
  mayWriteControlTokens: false,
  persistence: 'foreground',
  class: null,
  currentDate: '2026-11-23',
  randomSeed: 7,
};

/** The smallest valid body, with some fields replaced. */
export function bodyWith(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'gpt-oss-20b', messages: [{ role: 'user', content: 'Hello' }], ...fields };
}

/** A body that uses every supported field at once. */
export const RICH_BODY = bodyWith({
  messages: [
    { role: 'system', content: 'Be brief.', name: 'boss' },
    { role: 'developer', content: [{ type: 'text', text: 'Use tools.' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Weather' },
        { type: 'text', text: 'in Oslo?' },
      ],
    },
    {
      role: 'assistant',
      content: 'Let me look.',
      reasoning: 'They want the weather.',
      reasoning_content: 'They want the weather.',
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '3 degrees' },
    {
      role: 'assistant',
      tool_calls: [{ id: 'call_2', type: 'custom', custom: { name: 'run_code', input: 'print("3°")' } }],
    },
    { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: '3°' }] },
    { role: 'developer', content: 'Answer in French.' },
    { role: 'assistant', content: 'Trois degrés.', reasoning_content: 'In French.' },
    { role: 'user', content: 'Merci', name: 'ann' },
  ],
  stream: true,
  stream_options: { include_usage: true, include_obfuscation: false },
  max_completion_tokens: 100,
  max_tokens: 50,
  stop: ['END', 'STOP'],
  n: 2,
  temperature: 0.5,
  top_p: 0.9,
  top_k: 40,
  min_p: 0.05,
  frequency_penalty: -2,
  presence_penalty: 2,
  repeat_penalty: 1.1,
  repetition_penalty: 1.2,
  logit_bias: { '0': -100, '200001': 100 },
  seed: -1,
  reasoning_effort: 'xhigh',
  reasoning: { effort: 'low', max_tokens: 10, exclude: true, enabled: true },
  thinking_budget_tokens: 20,
  include_reasoning: true,
  logprobs: true,
  top_logprobs: 20,
  response_format: {
    type: 'json_schema',
    json_schema: { name: 'weather', description: 'Degrees', schema: { type: 'object' }, strict: true },
  },
  tools: [
    {
      type: 'function',
      function: { name: 'get_weather', description: 'Weather now', parameters: { type: 'object' }, strict: true },
    },
    { type: 'function', function: { name: 'get_time' } },
    { type: 'custom', custom: { name: 'run_code', description: 'Runs Python', format: { type: 'text' } } },
    {
      type: 'custom',
      custom: { name: 'pick', format: { type: 'grammar', grammar: { syntax: 'regex', definition: '[a-z]+' } } },
    },
  ],
  tool_choice: {
    type: 'allowed_tools',
    allowed_tools: {
      mode: 'required',
      tools: [
        { type: 'function', function: { name: 'get_weather' } },
        { type: 'custom', name: 'pick' },
      ],
    },
  },
  parallel_tool_calls: true,
  metadata: { ticket: '42' },
  store: false,
  user: 'ann',
  prompt_cache_key: 'acme-chat',
  service_tier: 'flex',
  modalities: ['text'],
  unknown_field: { anything: [1] },
});
