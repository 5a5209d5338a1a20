import { describe, expect, it } from '@jest/globals';
import { itRefuses, refusalOf } from './response-request.fixture.js';
import { bodyWith } from './response.fixture.js';

const user = { role: 'user', content: 'Hi' };
const tool = (fields: object) => ({ type: 'function', name: 'f', ...fields });
const custom = (fields: object) => ({ type: 'custom', name: 'f', ...fields });
const grammar = (fields: object) => ({
  tools: [custom({ format: { type: 'grammar', syntax: 'regex', definition: 'a', ...fields } })],
});
const format = (fields: object) => ({ text: { format: { type: 'json_schema', name: 'f', schema: {}, ...fields } } });

describe('a response is refused, naming the field, for settings such as', () => {
  itRefuses([
    [{ model: undefined }, 'missing_required_parameter', 'model'],
    [{ model: 5 }, 'invalid_type', 'model'],
    [{ model: '' }, 'invalid_value', 'model'],
    [{ instructions: [] }, 'invalid_type', 'instructions'],
    [{ previous_response_id: 5 }, 'invalid_type', 'previous_response_id'],
    [{ previous_response_id: '' }, 'invalid_value', 'previous_response_id'],
    [{ conversation: 5 }, 'invalid_type', 'conversation'],
    [{ conversation: {} }, 'missing_required_parameter', 'conversation.id'],
    [{ conversation: 'conv_1', previous_response_id: 'resp_1' }, 'invalid_value', 'previous_response_id'],
    [{ background: true, store: false }, 'invalid_value', 'background'],
    [{ background: 'yes' }, 'invalid_type', 'background'],
    [{ store: 'no' }, 'invalid_type', 'store'],
    [{ stream: 1 }, 'invalid_type', 'stream'],
    [{ stream_options: { include_obfuscation: 1 } }, 'invalid_type', 'stream_options.include_obfuscation'],
    [{ include: 'reasoning.encrypted_content' }, 'invalid_type', 'include'],
    [{ include: ['everything'] }, 'invalid_value', 'include[0]'],
    [{ include: [5] }, 'invalid_type', 'include[0]'],
    [{ parallel_tool_calls: 'no' }, 'invalid_type', 'parallel_tool_calls'],
    [{ max_output_tokens: 0 }, 'invalid_value', 'max_output_tokens'],
    [{ max_output_tokens: '5' }, 'invalid_type', 'max_output_tokens'],
    [{ max_output_tokens: 1.5 }, 'invalid_type', 'max_output_tokens'],
    [{ max_tool_calls: 0 }, 'invalid_value', 'max_tool_calls'],
    [{ truncation: 'some' }, 'invalid_value', 'truncation'],
    [{ truncation: true }, 'invalid_type', 'truncation'],
    [{ temperature: '1' }, 'invalid_type', 'temperature'],
    [{ temperature: 2.1 }, 'invalid_value', 'temperature'],
    [{ top_p: -0.1 }, 'invalid_value', 'top_p'],
    [{ top_logprobs: 21 }, 'invalid_value', 'top_logprobs'],
    [{ top_logprobs: 1.5 }, 'invalid_type', 'top_logprobs'],
    [{ seed: 0.5 }, 'invalid_type', 'seed'],
    [{ top_k: -2 }, 'invalid_value', 'top_k'],
    [{ min_p: 2 }, 'invalid_value', 'min_p'],
    [{ frequency_penalty: 3 }, 'invalid_value', 'frequency_penalty'],
    [{ presence_penalty: '0' }, 'invalid_type', 'presence_penalty'],
    [{ metadata: JSON.parse('{"__proto__":"lost"}') as unknown }, 'invalid_value', 'metadata'],
    [{ logit_bias: { hello: 1 } }, 'invalid_value', 'logit_bias'],
    [{ stop: ['a', ''] }, 'invalid_value', 'stop[1]'],
    [{ reasoning: 'low' }, 'invalid_type', 'reasoning'],
    [{ reasoning: { effort: 'extreme' } }, 'invalid_value', 'reasoning.effort'],
    [{ reasoning: { summary: 'long' } }, 'invalid_value', 'reasoning.summary'],
    [{ reasoning: { max_tokens: 0 } }, 'invalid_value', 'reasoning.max_tokens'],
    [{ metadata: [] }, 'invalid_type', 'metadata'],
    [{ metadata: { a: 5 } }, 'invalid_type', 'metadata.a'],
    [{ service_tier: 'soon' }, 'invalid_value', 'service_tier'],
    [{ service_tier: 1 }, 'invalid_type', 'service_tier'],
    [{ prompt_cache_key: 'k'.repeat(513) }, 'invalid_value', 'prompt_cache_key'],
    [{ prompt_cache_retention: 5 }, 'invalid_type', 'prompt_cache_retention'],
    [{ user: 5 }, 'invalid_type', 'user'],
    [{ safety_identifier: {} }, 'invalid_type', 'safety_identifier'],
    [{ prompt: { id: 'pmpt_1' } }, 'unsupported_parameter', 'prompt'],
    [{ moderation: {} }, 'unsupported_parameter', 'moderation'],
    [{ context_management: [{ type: 'compaction' }] }, 'unsupported_parameter', 'context_management'],
    [{ text: 'json' }, 'invalid_type', 'text'],
    [{ text: { verbosity: 'loud' } }, 'invalid_value', 'text.verbosity'],
    [{ text: { format: {} } }, 'missing_required_parameter', 'text.format.type'],
    [{ text: { format: { type: 'yaml' } } }, 'invalid_value', 'text.format.type'],
    [{ text: { format: 'json_object' } }, 'invalid_type', 'text.format'],
    [{ text: { format: { type: 'json_schema', name: 'f' } } }, 'missing_required_parameter', 'text.format.schema'],
    [{ text: { format: { type: 'json_schema', schema: {} } } }, 'missing_required_parameter', 'text.format.name'],
    [format({ name: 'a b' }), 'invalid_value', 'text.format.name'],
    [format({ schema: [] }), 'invalid_type', 'text.format.schema'],
    [format({ strict: 'yes' }), 'invalid_type', 'text.format.strict'],
    [format({ description: 5 }), 'invalid_type', 'text.format.description'],
  ]);
});

describe('a response is refused, naming the field, for an input such as', () => {
  itRefuses([
    [{ input: undefined }, 'missing_required_parameter', 'input'],
    [{ input: null }, 'missing_required_parameter', 'input'],
    [{ input: 5 }, 'invalid_type', 'input'],
    [{ input: {} }, 'invalid_type', 'input'],
    [{ input: [] }, 'invalid_value', 'input'],
    [{ input: '' }, 'invalid_value', 'input'],
    [{ input: ['Hi'] }, 'invalid_type', 'input[0]'],
    [{ input: [user, {}] }, 'missing_required_parameter', 'input[1].type'],
    [{ input: [{ type: 'message' }] }, 'missing_required_parameter', 'input[0].role'],
    [{ input: [{ role: 'tool', content: 'x' }] }, 'invalid_value', 'input[0].role'],
    [{ input: [{ role: 'user' }] }, 'missing_required_parameter', 'input[0].content'],
    [{ input: [{ role: 'user', content: 5 }] }, 'invalid_type', 'input[0].content'],
    [{ input: [user, { role: 'user', content: '' }] }, 'invalid_value', 'input[1].content'],
    [{ input: [{ role: 'user', content: [{ text: 'x' }] }] }, 'missing_required_parameter', 'input[0].content[0].type'],
    [
      { input: [{ role: 'user', content: [{ type: 'input_text' }] }] },
      'missing_required_parameter',
      'input[0].content[0].text',
    ],
    [{ input: [{ role: 'user', content: [{ type: 'poem' }] }] }, 'invalid_value', 'input[0].content[0].type'],
    [{ input: [{ role: 'user', content: [{ type: 'input_image' }] }] }, 'unsupported_content', 'input[0].content[0]'],
    [{ input: [{ role: 'user', content: [{ type: 'input_file' }] }] }, 'unsupported_content', 'input[0].content[0]'],
    [{ input: [{ role: 'assistant', content: 'x', phase: 'end' }] }, 'invalid_value', 'input[0].phase'],
    [{ input: [{ ...user, id: 5 }] }, 'invalid_type', 'input[0].id'],
    [{ input: [{ ...user, status: 'lost' }] }, 'invalid_value', 'input[0].status'],
    [
      { input: [{ type: 'function_call', call_id: 'c', name: 'f' }] },
      'missing_required_parameter',
      'input[0].arguments',
    ],
    [
      { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: {} }] },
      'invalid_type',
      'input[0].arguments',
    ],
    [
      { input: [{ type: 'function_call', name: 'f', arguments: '' }] },
      'missing_required_parameter',
      'input[0].call_id',
    ],
    [
      { input: [{ type: 'function_call', call_id: 'c', name: 'f<|end|>', arguments: '' }] },
      'invalid_value',
      'input[0].name',
    ],
    [{ input: [user, { type: 'function_call_output', call_id: 'c', output: '' }] }, 'invalid_value', 'input'],
    [
      { input: [user, { type: 'function_call_output', call_id: 'c' }] },
      'missing_required_parameter',
      'input[1].output',
    ],
    [
      { input: [{ type: 'custom_tool_call', call_id: 'c', name: 'f' }] },
      'missing_required_parameter',
      'input[0].input',
    ],
    [{ input: [{ type: 'reasoning', summary: 'x' }] }, 'invalid_value', 'input[0].summary'],
    [{ input: [{ type: 'reasoning', content: [{ type: 'words' }] }] }, 'invalid_value', 'input[0].content[0].type'],
    [{ input: [{ type: 'reasoning', encrypted_content: 5 }] }, 'invalid_type', 'input[0].encrypted_content'],
    [{ input: [{ type: 'compaction' }] }, 'missing_required_parameter', 'input[0].encrypted_content'],
    [{ input: [{ type: 'item_reference' }] }, 'missing_required_parameter', 'input[0].id'],
    [{ input: [{ type: 'unheard_of', id: 'x_1' }] }, 'unsupported_value', 'input[0].type'],
    [{ input: [{ type: 5 }] }, 'invalid_type', 'input[0].type'],
  ]);

  it('too many items', () => {
    const input = Array<unknown>(10_001).fill(user);
    expect(refusalOf(bodyWith({ input }))).toMatchObject({ code: 'invalid_value', param: 'input' });
  });

  it('nothing, if there was nothing before either', () => {
    expect(refusalOf(bodyWith({ input: [], conversation: 'conv_1' }))).toMatchObject({
      code: 'invalid_value',
      param: 'input',
    });
  });
});

describe('a response is refused, naming the field, for tools such as', () => {
  itRefuses([
    [{ tools: {} }, 'invalid_type', 'tools'],
    [{ tools: ['f'] }, 'invalid_type', 'tools[0]'],
    [{ tools: [{}] }, 'missing_required_parameter', 'tools[0].type'],
    [{ tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }, 'unsupported_value', 'tools[0].type'],
    [{ tools: [{ type: 'code_interpreter' }] }, 'unsupported_value', 'tools[0].type'],
    [{ tools: [{ type: 'web_search' }, { type: 'mcp', server_label: 'x' }] }, 'unsupported_value', 'tools[1].type'],
    [{ tools: [{ type: 'computer_use_preview' }] }, 'unsupported_value', 'tools[0].type'],
    [{ tools: [{ type: 'shell' }] }, 'unsupported_value', 'tools[0].type'],
    [{ tools: [tool({ name: undefined })] }, 'missing_required_parameter', 'tools[0].name'],
    [{ tools: [{ type: 'function', function: { name: 'f' } }] }, 'missing_required_parameter', 'tools[0].name'],
    [{ tools: [tool({ name: 'f<|call|>' })] }, 'invalid_value', 'tools[0].name'],
    [{ tools: [tool({ name: 'f'.repeat(65) })] }, 'invalid_value', 'tools[0].name'],
    [{ tools: [tool({ parameters: [] })] }, 'invalid_type', 'tools[0].parameters'],
    [{ tools: [tool({ strict: 'yes' })] }, 'invalid_type', 'tools[0].strict'],
    [{ tools: [tool({ description: 5 })] }, 'invalid_type', 'tools[0].description'],
    [{ tools: [tool({}), { type: 'web_search' }, tool({})] }, 'invalid_value', 'tools[2].name'],
    [{ tools: [tool({}), custom({})] }, 'invalid_value', 'tools[1].name'],
    [{ tools: [custom({ name: 'f g' })] }, 'invalid_value', 'tools[0].name'],
    [{ tools: [custom({ format: { type: 'bnf' } })] }, 'invalid_value', 'tools[0].format.type'],
    [{ tools: [custom({ format: { type: 'grammar' } })] }, 'missing_required_parameter', 'tools[0].format.syntax'],
    [grammar({ syntax: 'bnf' }), 'invalid_value', 'tools[0].format.syntax'],
    [grammar({ syntax: 5 }), 'invalid_type', 'tools[0].format.syntax'],
    [grammar({ definition: undefined }), 'missing_required_parameter', 'tools[0].format.definition'],
    [grammar({ definition: 'a)|(?:b' }), 'invalid_value', 'tools[0].format.definition'],
    [{ tools: Array.from({ length: 129 }, (_, index) => tool({ name: `f${index}` })) }, 'invalid_value', 'tools'],
  ]);
});

describe('a response is refused, naming the field, for a choice of tools such as', () => {
  const tools = [tool({}), custom({ name: 'c' })];
  const choosing = (choice: unknown) => ({ tools, tool_choice: choice });
  const allowing = (fields: object) => choosing({ type: 'allowed_tools', mode: 'auto', tools: [tool({})], ...fields });

  itRefuses([
    [{ tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [{ tools: [{ type: 'web_search' }], tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: 'perhaps' }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: 5 }, 'invalid_type', 'tool_choice'],
    [choosing({}), 'missing_required_parameter', 'tool_choice.type'],
    [choosing({ type: 'web_search_preview' }), 'unsupported_value', 'tool_choice.type'],
    [choosing({ type: 'mcp', server_label: 'x' }), 'unsupported_value', 'tool_choice.type'],
    [choosing({ type: 'function' }), 'missing_required_parameter', 'tool_choice.name'],
    [choosing({ type: 'function', name: 5 }), 'invalid_type', 'tool_choice.name'],
    [choosing(tool({ name: 'g' })), 'invalid_value', 'tool_choice.name'],
    [choosing(tool({ name: 'c' })), 'invalid_value', 'tool_choice.name'],
    [choosing({ type: 'function', function: { name: 'g' } }), 'invalid_value', 'tool_choice.name'],
    [choosing(custom({})), 'invalid_value', 'tool_choice.name'],
    [choosing({ type: 'allowed_tools' }), 'missing_required_parameter', 'tool_choice.mode'],
    [allowing({ mode: 'none' }), 'invalid_value', 'tool_choice.mode'],
    [allowing({ tools: undefined }), 'missing_required_parameter', 'tool_choice.tools'],
    [allowing({ tools: [] }), 'invalid_value', 'tool_choice.tools'],
    [allowing({ tools: [tool({}), tool({ name: 'g' })] }), 'invalid_value', 'tool_choice.tools[1].name'],
    [allowing({ tools: [{ type: 'mcp' }] }), 'unsupported_value', 'tool_choice.tools[0].type'],
    [allowing({ tools: ['f'] }), 'invalid_type', 'tool_choice.tools[0]'],
  ]);
});
