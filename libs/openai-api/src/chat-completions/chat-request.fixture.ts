import type { ChatRequestContext } from './parse-chat-request.js';

export const CONTEXT: ChatRequestContext = { tenant: 'acme', currentDate: '2026-11-23', randomSeed: 7 };

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
    { role: 'developer', content: 'Answer in French.' },
    { role: 'assistant', content: 'Trois degrés.', reasoning_content: 'In French.' },
    { role: 'user', content: 'Merci', name: 'ann' },
  ],
  stream: true,
  stream_options: { include_usage: true, include_obfuscation: false },
  max_completion_tokens: 100,
  max_tokens: 50,
  stop: ['END', 'STOP'],
  n: 1,
  temperature: 0.5,
  top_p: 0.9,
  top_k: 40,
  min_p: 0.05,
  frequency_penalty: -2,
  presence_penalty: 2,
  seed: -1,
  reasoning_effort: 'xhigh',
  reasoning: { effort: 'low', max_tokens: 10, exclude: true, enabled: true },
  include_reasoning: true,
  response_format: { type: 'text' },
  tools: [
    {
      type: 'function',
      function: { name: 'get_weather', description: 'Weather now', parameters: { type: 'object' }, strict: true },
    },
    { type: 'function', function: { name: 'get_time' } },
  ],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  metadata: { ticket: '42' },
  store: false,
  user: 'ann',
  logprobs: false,
  logit_bias: {},
  modalities: ['text'],
  unknown_field: { anything: [1] },
});
