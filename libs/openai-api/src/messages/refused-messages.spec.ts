import { describe, expect, it } from '@jest/globals';
import {
  itRefusesMessages,
  messagesBody,
  messagesRefusalOf,
  WEATHER_TOOL,
  type MessagesCase,
} from './messages-request.fixture.js';

const one = (role: string, content: unknown) => ({ messages: [{ role, content }] });
const userBlock = (block: unknown) => one('user', [block]);
const assistantBlock = (block: unknown) => one('assistant', [block]);
const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const resultOf = (fields: object) => ({
  messages: [
    { role: 'assistant', content: [call] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', ...fields }] },
  ],
});
const tool = (fields: object) => ({ tools: [{ ...WEATHER_TOOL, ...fields }] });
const SEARCH = { type: 'web_search_20250305', name: 'web_search' };

const MEDIA = ['image', 'document', 'container_upload', 'audio', 'video', 'file'].flatMap((type): MessagesCase[] => [
  [userBlock({ type }), 'unsupported_content', 'messages[0].content[0]'],
  [assistantBlock({ type }), 'unsupported_content', 'messages[0].content[0]'],
]);

describe('a request for a message is refused, naming the field, for settings such as', () => {
  itRefusesMessages([
    [{ model: undefined }, 'missing_required_parameter', 'model'],
    [{ model: 5 }, 'invalid_type', 'model'],
    [{ model: '' }, 'invalid_value', 'model'],
    [{ max_tokens: undefined }, 'missing_required_parameter', 'max_tokens'],
    [{ max_tokens: '5' }, 'invalid_type', 'max_tokens'],
    [{ max_tokens: 0 }, 'invalid_value', 'max_tokens'],
    [{ max_tokens: 1.5 }, 'invalid_type', 'max_tokens'],
    [{ stream: 'yes' }, 'invalid_type', 'stream'],
    [{ temperature: '1' }, 'invalid_type', 'temperature'],
    [{ temperature: 1.1 }, 'invalid_value', 'temperature'],
    [{ temperature: -0.1 }, 'invalid_value', 'temperature'],
    [{ top_p: 2 }, 'invalid_value', 'top_p'],
    [{ top_p: [] }, 'invalid_type', 'top_p'],
    [{ top_k: 1.5 }, 'invalid_type', 'top_k'],
    [{ top_k: -2 }, 'invalid_value', 'top_k'],
    [{ stop_sequences: 'END' }, 'invalid_type', 'stop_sequences'],
    [{ stop_sequences: [''] }, 'invalid_value', 'stop_sequences[0]'],
    [{ stop_sequences: ['a', 5] }, 'invalid_type', 'stop_sequences[1]'],
    [{ stop_sequences: Array<string>(65).fill('a') }, 'invalid_value', 'stop_sequences'],
    [{ metadata: 'ann' }, 'invalid_type', 'metadata'],
    [{ metadata: { user_id: 5 } }, 'invalid_type', 'metadata.user_id'],
    [{ metadata: { user_id: 'u'.repeat(513) } }, 'invalid_value', 'metadata.user_id'],
    [{ service_tier: 'priority' }, 'invalid_value', 'service_tier'],
    [{ service_tier: 5 }, 'invalid_type', 'service_tier'],
    [{ thinking: 'enabled' }, 'invalid_type', 'thinking'],
    [{ thinking: {} }, 'missing_required_parameter', 'thinking.type'],
    [{ thinking: { type: 'sometimes' } }, 'invalid_value', 'thinking.type'],
    [{ thinking: { type: 'enabled' } }, 'missing_required_parameter', 'thinking.budget_tokens'],
    [{ thinking: { type: 'enabled', budget_tokens: 0 } }, 'invalid_value', 'thinking.budget_tokens'],
    [{ thinking: { type: 'enabled', budget_tokens: '5' } }, 'invalid_type', 'thinking.budget_tokens'],
    [{ thinking: { type: 'adaptive', display: 'loud' } }, 'invalid_value', 'thinking.display'],
    [{ output_config: [] }, 'invalid_type', 'output_config'],
    [{ output_config: { effort: 'extreme' } }, 'invalid_value', 'output_config.effort'],
    [{ output_config: { format: { type: 'yaml' } } }, 'invalid_value', 'output_config.format.type'],
    [
      { output_config: { format: { type: 'json_schema' } } },
      'missing_required_parameter',
      'output_config.format.schema',
    ],
    [{ output_format: { type: 'json_schema', schema: [] } }, 'invalid_type', 'output_format.schema'],
    [{ mcp_servers: [{ type: 'url', url: 'https://mcp.example' }] }, 'unsupported_parameter', 'mcp_servers'],
    [{ thread: 'create' }, 'invalid_type', 'thread'],
  ]);
});

describe('a request for a message is refused, naming the field, for tools such as', () => {
  itRefusesMessages([
    [{ tools: {} }, 'invalid_type', 'tools'],
    [{ tools: ['look'] }, 'invalid_type', 'tools[0]'],
    [tool({ name: undefined }), 'missing_required_parameter', 'tools[0].name'],
    [tool({ name: 'a b' }), 'invalid_value', 'tools[0].name'],
    [tool({ name: 'n'.repeat(129) }), 'invalid_value', 'tools[0].name'],
    [tool({ name: '<|start|>' }), 'invalid_value', 'tools[0].name'],
    [tool({ description: 5 }), 'invalid_type', 'tools[0].description'],
    [tool({ input_schema: undefined }), 'missing_required_parameter', 'tools[0].input_schema'],
    [tool({ input_schema: 'object' }), 'invalid_type', 'tools[0].input_schema'],
    [tool({ strict: 'yes' }), 'invalid_type', 'tools[0].strict'],
    [{ tools: [WEATHER_TOOL, WEATHER_TOOL] }, 'invalid_value', 'tools[1].name'],
    [{ tools: Array<object>(1_025).fill(WEATHER_TOOL) }, 'invalid_value', 'tools'],
    [{ tools: [SEARCH] }, 'unsupported_value', 'tools[0].type'],
    [
      { tools: [WEATHER_TOOL, SEARCH], tool_choice: { type: 'tool', name: 'web_search' } },
      'unsupported_value',
      'tool_choice.name',
    ],
    [{ ...tool({}), tool_choice: 'auto' }, 'invalid_type', 'tool_choice'],
    [{ ...tool({}), tool_choice: {} }, 'missing_required_parameter', 'tool_choice.type'],
    [{ ...tool({}), tool_choice: { type: 'required' } }, 'invalid_value', 'tool_choice.type'],
    [{ ...tool({}), tool_choice: { type: 'tool' } }, 'missing_required_parameter', 'tool_choice.name'],
    [{ ...tool({}), tool_choice: { type: 'tool', name: 'fly' } }, 'invalid_value', 'tool_choice.name'],
    [
      { ...tool({}), tool_choice: { type: 'auto', disable_parallel_tool_use: 1 } },
      'invalid_type',
      'tool_choice.disable_parallel_tool_use',
    ],
    [{ tool_choice: { type: 'any' } }, 'invalid_value', 'tool_choice'],
  ]);
});

describe('a request for a message is refused, naming the field, for messages such as', () => {
  itRefusesMessages([
    [{ messages: undefined }, 'missing_required_parameter', 'messages'],
    [{ messages: 'Hello' }, 'invalid_type', 'messages'],
    [{ messages: [] }, 'invalid_value', 'messages'],
    [{ messages: ['Hello'] }, 'invalid_type', 'messages[0]'],
    [{ messages: [{ content: 'Hello' }] }, 'missing_required_parameter', 'messages[0].role'],
    [one('tool', 'Hello'), 'invalid_value', 'messages[0].role'],
    [one('user', undefined), 'missing_required_parameter', 'messages[0].content'],
    [one('user', 5), 'invalid_type', 'messages[0].content'],
    [one('user', ''), 'invalid_value', 'messages[0].content'],
    [one('user', []), 'invalid_value', 'messages[0].content'],
    [one('user', [{ type: 'text', text: '' }]), 'invalid_value', 'messages[0].content'],
    [one('user', ['Hello']), 'invalid_type', 'messages[0].content[0]'],
    [userBlock({ text: 'Hello' }), 'missing_required_parameter', 'messages[0].content[0].type'],
    [userBlock({ type: 'text' }), 'missing_required_parameter', 'messages[0].content[0].text'],
    [userBlock({ type: 'text', text: 5 }), 'invalid_type', 'messages[0].content[0].text'],
    [userBlock({ type: 'poem', text: 'Hello' }), 'invalid_value', 'messages[0].content[0].type'],
    [userBlock({ type: 'thinking', thinking: 'So.' }), 'invalid_value', 'messages[0].content[0].type'],
    [userBlock({ type: 'tool_result' }), 'missing_required_parameter', 'messages[0].content[0].tool_use_id'],
    [userBlock({ type: 'tool_result', tool_use_id: 'toolu_9' }), 'invalid_value', 'messages[0].content[0].tool_use_id'],
    [resultOf({ is_error: 'yes' }), 'invalid_type', 'messages[1].content[0].is_error'],
    [resultOf({ content: 5 }), 'invalid_type', 'messages[1].content[0].content'],
    [resultOf({ content: [{ type: 'text' }] }), 'missing_required_parameter', 'messages[1].content[0].content[0].text'],
    [assistantBlock({ ...call, id: '' }), 'invalid_value', 'messages[0].content[0].id'],
    [assistantBlock({ ...call, name: 'a b' }), 'invalid_value', 'messages[0].content[0].name'],
    [assistantBlock({ ...call, input: 'x' }), 'invalid_type', 'messages[0].content[0].input'],
    [assistantBlock({ type: 'thinking' }), 'missing_required_parameter', 'messages[0].content[0].thinking'],
    [
      assistantBlock({ type: 'thinking', thinking: '', signature: 5 }),
      'invalid_type',
      'messages[0].content[0].signature',
    ],
    [assistantBlock({ type: 'redacted_thinking' }), 'missing_required_parameter', 'messages[0].content[0].data'],
    [{ system: 5 }, 'invalid_type', 'system'],
    [{ system: ['Be brief.'] }, 'invalid_type', 'system[0]'],
    [{ system: [{ type: 'text' }] }, 'missing_required_parameter', 'system[0].text'],
    [{ system: [{ type: 'image' }] }, 'unsupported_content', 'system[0]'],
    ...MEDIA,
  ]);

  it('that go on with a thread, of which there is none here, so that its client sends it all', () => {
    const thread = { type: 'continue', previous_message_id: 'msg_1' };
    expect(messagesRefusalOf(messagesBody({ thread }))).toMatchObject({
      code: 'thread_not_found',
      param: 'thread',
      meaning: { status: 404 },
    });
  });
});
