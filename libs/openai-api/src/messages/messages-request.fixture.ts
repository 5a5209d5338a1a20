import { expect, it } from '@jest/globals';
import { ServingError, type Conversation, type ErrorCode } from '#protocol';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { parseMessagesRequest, type MessagesRequest } from './parse-messages-request.js';

/** The smallest valid body, with some fields replaced. */
export function messagesBody(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'gpt-oss-20b', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }], ...fields };
}

export const WEATHER_TOOL = {
  name: 'get_weather',
  description: 'Weather now',
  input_schema: { type: 'object', properties: { city: { type: 'string' } } },
};

/** A body that uses every field at once, those that are ignored too. */
export const RICH_MESSAGES_BODY = messagesBody({
  system: [
    { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.117.48f; cc_entrypoint=cli; cch=71fea;' },
    { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } },
    { type: 'text', text: 'Use tools.', citations: null },
  ],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Weather', cache_control: { type: 'ephemeral' } },
        {
          type: 'search_result',
          title: 'Oslo',
          source: 'https://oslo.example',
          content: [{ type: 'text', text: 'A city.' }],
        },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'They want the weather.', signature: 'c2lnbmVk' },
        { type: 'redacted_thinking', data: 'c2VhbGVk' },
        { type: 'text', text: 'Let me look.' },
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'Oslo' } },
        { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
        { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Oslo' }, caller: { type: 'direct' } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: [
            { type: 'text', text: '3 degrees' },
            { type: 'tool_reference', tool_name: 'get_time' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          ],
          is_error: false,
        },
        { type: 'text', text: 'And in French?' },
      ],
    },
    { role: 'system', content: 'The user speaks French.' },
    { role: 'ctx', content: 'It is Monday.' },
    { role: 'assistant', content: 'Trois degrés.' },
    { role: 'user', content: 'Merci', id: 'later' },
  ],
  stream: true,
  stop_sequences: ['END', 'STOP'],
  temperature: 0.5,
  top_p: 0.9,
  top_k: 40,
  tools: [
    { ...WEATHER_TOOL, type: 'custom', strict: true, defer_loading: true, cache_control: { type: 'ephemeral' } },
    { type: 'web_search_20250305', name: 'web_search', max_uses: 5 },
    { type: 'mcp_toolset', mcp_server_name: 'files' },
    { name: 'get_time', input_schema: { type: 'object' }, input_examples: [{}], allowed_callers: ['direct'] },
  ],
  tool_choice: { type: 'tool', name: 'get_time', disable_parallel_tool_use: true },
  thinking: { type: 'enabled', budget_tokens: 4_096, display: 'summarized' },
  output_config: { effort: 'max', format: { type: 'json_schema', schema: { type: 'object' } } },
  output_format: { type: 'json_schema', schema: { type: 'string' } },
  metadata: { user_id: 'user_1_session_2' },
  service_tier: 'standard_only',
  context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
  container: null,
  mcp_servers: [],
  thread: { type: 'create' },
  inference_geo: 'eu',
  unknown_field: { anything: [1] },
});

export function parseMessages(fields: Record<string, unknown> = {}, context = CONTEXT): MessagesRequest {
  return parseMessagesRequest(messagesBody(fields), context);
}

/** What the model is shown for a body. */
export function conversationOf(fields: Record<string, unknown> = {}): Conversation {
  const { prompt } = parseMessages(fields).request;
  if (prompt.type !== 'conversation') throw new Error('A message is a conversation');
  return prompt.conversation;
}

/** The error a body is refused with; a body that is accepted fails the test. */
export function messagesRefusalOf(body: unknown): ServingError {
  try {
    parseMessagesRequest(body, CONTEXT);
  } catch (error) {
    if (error instanceof ServingError) return error;
    throw error;
  }
  throw new Error('The body was accepted');
}

export type MessagesCase = [fields: Record<string, unknown>, code: ErrorCode, param: string];

/** One test for each body: refused with status 400, this code, and this field named. */
export function itRefusesMessages(cases: readonly MessagesCase[]): void {
  it.each(cases)('%j as %s at %s', (fields, code, param) => {
    expect(messagesRefusalOf(messagesBody(fields))).toMatchObject({ code, param, meaning: { status: 400 } });
  });
}
