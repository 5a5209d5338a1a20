import { expect, it } from '@jest/globals';
import { type ErrorCode, type GenerationRequest, ServingError } from '#protocol';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import type { RequestContext } from '../requests/request-context.js';
import { parseResponseRequest } from './parse-response-request.js';
import { isItemReference } from './response-ids.js';
import type { AskedItem, ItemReference } from './response-item.js';
import { bodyWith } from './response.fixture.js';
import { toGenerationRequest } from './to-generation-request.js';

/** What is generated for a body without references, after a history. Throws `ServingError` as a gateway would. */
export function requestOf(
  body: unknown,
  history: readonly AskedItem[] = [],
  context: RequestContext = CONTEXT,
): GenerationRequest {
  const asked = parseResponseRequest(body);
  return toGenerationRequest({ ...asked, input: asked.input.filter(isItem) }, history, context);
}

function isItem(item: AskedItem | ItemReference): item is AskedItem {
  return !isItemReference(item);
}

/** The error a body is refused with; a body that is accepted fails the test. */
export function refusalOf(body: unknown, history: readonly AskedItem[] = []): ServingError {
  try {
    requestOf(body, history);
  } catch (error) {
    if (error instanceof ServingError) return error;
    throw error;
  }
  throw new Error('The body was accepted');
}

export type Case = [fields: Record<string, unknown>, code: ErrorCode, param: string];

/** One test for each body: refused with status 400, this code, and this field named. */
export function itRefuses(cases: readonly Case[]): void {
  it.each(cases)('%j as %s at %s', (fields, code, param) => {
    expect(refusalOf(bodyWith(fields))).toMatchObject({ code, param, meaning: { status: 400 } });
  });
}

/** A body that uses every supported field at once. */
export const RICH_BODY = bodyWith({
  input: [
    { role: 'system', content: 'Be brief.' },
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Use tools.' }] },
    {
      type: 'message',
      id: 'msg_1',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_text', text: 'Weather?' }],
    },
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'Weather.' }],
      content: [{ type: 'reasoning_text', text: 'They want the weather.' }],
      encrypted_content: 'blob',
      status: 'completed',
    },
    {
      type: 'message',
      id: 'msg_2',
      role: 'assistant',
      status: 'completed',
      phase: 'commentary',
      content: [{ type: 'output_text', text: 'Let me look.', annotations: [], logprobs: [] }],
    },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      name: 'get_weather',
      arguments: '{"city":"Oslo"}',
      status: 'completed',
    },
    { type: 'function_call_output', id: 'fco_1', call_id: 'call_1', output: '3 degrees', status: 'completed' },
    { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_2', name: 'run_code', input: 'print("3°")' },
    {
      type: 'custom_tool_call_output',
      call_id: 'call_2',
      output: [
        { type: 'input_text', text: '3°' },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
        { type: 'input_file', filename: 'a.txt', file_data: 'data:text/plain;base64,SGVsbG8=' },
      ],
    },
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'Oslo' } },
    { role: 'assistant', content: [{ type: 'refusal', refusal: 'I would rather not.' }], phase: 'final_answer' },
    { type: 'compaction', id: 'cmp_1', encrypted_content: 'blob' },
    { type: 'item_reference', id: 'msg_3' },
    { id: 'msg_4' },
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Merci' },
        { type: 'input_file', file_data: 'data:text/plain;base64,SGVsbG8=' },
      ],
    },
  ],
  instructions: 'You know the weather.',
  previous_response_id: 'resp_1',
  store: true,
  background: true,
  stream: true,
  stream_options: { include_obfuscation: false },
  include: ['reasoning.encrypted_content', 'message.output_text.logprobs', 'file_search_call.results'],
  tools: [
    { type: 'function', name: 'get_weather', description: 'Weather now', parameters: { type: 'object' }, strict: true },
    { type: 'web_search' },
    { type: 'function', name: 'get_time' },
    { type: 'custom', name: 'run_code', description: 'Runs Python', format: { type: 'text' } },
    { type: 'custom', name: 'pick', format: { type: 'grammar', syntax: 'regex', definition: '[a-z]+' } },
    { type: 'local_shell' },
  ],
  tool_choice: {
    type: 'allowed_tools',
    mode: 'required',
    tools: [
      { type: 'function', name: 'get_weather' },
      { type: 'custom', custom: { name: 'pick' } },
    ],
  },
  parallel_tool_calls: false,
  text: {
    format: { type: 'json_schema', name: 'weather', description: 'Degrees', schema: { type: 'object' }, strict: true },
    verbosity: 'low',
  },
  reasoning: { effort: 'xhigh', summary: 'auto', generate_summary: 'auto', max_tokens: 10 },
  max_output_tokens: 100,
  max_tool_calls: 3,
  truncation: 'auto',
  top_logprobs: 20,
  stop: ['END', 'STOP'],
  temperature: 0.5,
  top_p: 0.9,
  top_k: 40,
  min_p: 0.05,
  frequency_penalty: -2,
  presence_penalty: 2,
  repetition_penalty: 1.2,
  logit_bias: { '0': -100, '200001': 100 },
  seed: -1,
  metadata: { ticket: '42' },
  prompt_cache_key: 'acme-responses',
  prompt_cache_retention: '24h',
  service_tier: 'flex',
  user: 'ann',
  safety_identifier: 'hash-of-ann',
  context_management: [],
  unknown_field: { anything: [1] },
});
