import { describe, expect, it } from '@jest/globals';
import { bodyWith } from './chat-request.fixture.js';
import { itRefuses, refusalOf } from './refused-requests.fixture.js';

const tool = (fields: object) => ({ type: 'function', function: { name: 'f', ...fields } });
const custom = (fields: object) => ({ type: 'custom', custom: { name: 'f', ...fields } });
const grammar = (fields: object) => ({
  tools: [custom({ format: { type: 'grammar', grammar: { syntax: 'regex', definition: 'a', ...fields } } })],
});
const format = (fields: object) => ({
  response_format: { type: 'json_schema', json_schema: { name: 'f', schema: {}, ...fields } },
});

describe('a chat request is refused, naming the field, for settings such as', () => {
  itRefuses([
    [{ model: undefined }, 'missing_required_parameter', 'model'],
    [{ model: 5 }, 'invalid_type', 'model'],
    [{ model: '' }, 'invalid_value', 'model'],
    [{ temperature: '1' }, 'invalid_type', 'temperature'],
    [{ temperature: 2.1 }, 'invalid_value', 'temperature'],
    [{ temperature: Infinity }, 'invalid_type', 'temperature'],
    [{ top_p: -0.1 }, 'invalid_value', 'top_p'],
    [{ top_k: -2 }, 'invalid_value', 'top_k'],
    [{ top_k: 1.5 }, 'invalid_type', 'top_k'],
    [{ min_p: 2 }, 'invalid_value', 'min_p'],
    [{ frequency_penalty: 3 }, 'invalid_value', 'frequency_penalty'],
    [{ presence_penalty: -3 }, 'invalid_value', 'presence_penalty'],
    [{ seed: 0.5 }, 'invalid_type', 'seed'],
    [{ seed: '7' }, 'invalid_type', 'seed'],
    [{ seed: JSON.parse('1e999') }, 'invalid_type', 'seed'],
    [{ repeat_penalty: 0 }, 'invalid_value', 'repeat_penalty'],
    [{ repeat_penalty: 10.1 }, 'invalid_value', 'repeat_penalty'],
    [{ repeat_penalty: JSON.parse('1e999') }, 'invalid_type', 'repeat_penalty'],
    [{ repetition_penalty: -1 }, 'invalid_value', 'repetition_penalty'],
    [{ n: 0 }, 'invalid_value', 'n'],
    [{ n: 'one' }, 'invalid_type', 'n'],
    [{ n: 1.5 }, 'invalid_type', 'n'],
    [{ n: 129 }, 'invalid_value', 'n'],
    [{ max_completion_tokens: 0 }, 'invalid_value', 'max_completion_tokens'],
    [{ max_tokens: '5' }, 'invalid_type', 'max_tokens'],
    [{ stop: '' }, 'invalid_value', 'stop'],
    [{ stop: 5 }, 'invalid_type', 'stop'],
    [{ stop: ['a', ''] }, 'invalid_value', 'stop[1]'],
    [{ stop: ['a', 5] }, 'invalid_type', 'stop[1]'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'invalid_value', 'stop'],
    [{ stream: 'yes' }, 'invalid_type', 'stream'],
    [{ stream_options: { include_usage: 1 } }, 'invalid_type', 'stream_options.include_usage'],
    [{ reasoning_effort: 'extreme' }, 'invalid_value', 'reasoning_effort'],
    [{ reasoning_effort: 5 }, 'invalid_type', 'reasoning_effort'],
    [{ reasoning: { effort: 'extreme' } }, 'invalid_value', 'reasoning.effort'],
    [{ response_format: {} }, 'missing_required_parameter', 'response_format.type'],
    [{ reasoning: { max_tokens: 0 } }, 'invalid_value', 'reasoning.max_tokens'],
    [{ reasoning: { max_tokens: 1.5 } }, 'invalid_type', 'reasoning.max_tokens'],
    [{ thinking_budget_tokens: -2 }, 'invalid_value', 'thinking_budget_tokens'],
    [{ response_format: { type: 'yaml' } }, 'invalid_value', 'response_format.type'],
    [{ response_format: 'json_object' }, 'invalid_type', 'response_format'],
    [{ response_format: { type: 'json_schema' } }, 'missing_required_parameter', 'response_format.json_schema'],
    [format({ name: undefined }), 'missing_required_parameter', 'response_format.json_schema.name'],
    [format({ name: 'a b' }), 'invalid_value', 'response_format.json_schema.name'],
    [format({ name: 'n'.repeat(65) }), 'invalid_value', 'response_format.json_schema.name'],
    [format({ schema: undefined }), 'missing_required_parameter', 'response_format.json_schema.schema'],
    [format({ schema: null }), 'invalid_type', 'response_format.json_schema.schema'],
    [format({ schema: [] }), 'invalid_type', 'response_format.json_schema.schema'],
    [format({ strict: 'yes' }), 'invalid_type', 'response_format.json_schema.strict'],
    [{ metadata: [] }, 'invalid_type', 'metadata'],
    [{ metadata: { a: 5 } }, 'invalid_type', 'metadata.a'],
    [{ metadata: { a: 'x'.repeat(513) } }, 'invalid_value', 'metadata.a'],
    [{ metadata: { ['k'.repeat(65)]: '' } }, 'invalid_value', `metadata.${'k'.repeat(64)}…`],
    [{ metadata: Object.fromEntries([...'abcdefghijklmnopq'].map((key) => [key, ''])) }, 'invalid_value', 'metadata'],
    [{ store: 'no' }, 'invalid_type', 'store'],
    [{ service_tier: 'soon' }, 'invalid_value', 'service_tier'],
    [{ service_tier: 1 }, 'invalid_type', 'service_tier'],
    [{ prompt_cache_key: 'k'.repeat(513) }, 'invalid_value', 'prompt_cache_key'],
    [{ logprobs: 'yes' }, 'invalid_type', 'logprobs'],
    [{ top_logprobs: 2 }, 'invalid_value', 'top_logprobs'],
    [{ logprobs: false, top_logprobs: 2 }, 'invalid_value', 'top_logprobs'],
    [{ logprobs: true, top_logprobs: 21 }, 'invalid_value', 'top_logprobs'],
    [{ logprobs: true, top_logprobs: -1 }, 'invalid_value', 'top_logprobs'],
    [{ logit_bias: [] }, 'invalid_type', 'logit_bias'],
    [{ logit_bias: { hello: 1 } }, 'invalid_value', 'logit_bias'],
    [{ logit_bias: { '-1': 1 } }, 'invalid_value', 'logit_bias'],
    [{ logit_bias: { '007': 1 } }, 'invalid_value', 'logit_bias'],
    [{ logit_bias: { [2 ** 31]: 1 } }, 'invalid_value', 'logit_bias'],
    [{ logit_bias: { 5: 101 } }, 'invalid_value', 'logit_bias.5'],
    [{ logit_bias: { 5: '1' } }, 'invalid_type', 'logit_bias.5'],
    [{ logit_bias: { 5: null } }, 'invalid_type', 'logit_bias.5'],
    [{ modalities: ['text', 'audio'] }, 'unsupported_parameter', 'modalities'],
    [{ audio: {} }, 'unsupported_parameter', 'audio'],
    [{ web_search_options: {} }, 'unsupported_parameter', 'web_search_options'],
    [{ functions: [] }, 'unsupported_parameter', 'functions'],
    [{ function_call: 'auto' }, 'unsupported_parameter', 'function_call'],
  ]);
});

describe('a chat request is refused, naming the field, for tools such as', () => {
  itRefuses([
    [{ tools: {} }, 'invalid_type', 'tools'],
    [{ tools: [{ type: 'retrieval' }] }, 'invalid_value', 'tools[0].type'],
    [{ tools: [{ type: 'function' }] }, 'missing_required_parameter', 'tools[0].function'],
    [{ tools: [tool({ name: undefined })] }, 'missing_required_parameter', 'tools[0].function.name'],
    [{ tools: [tool({ name: 'f<|call|>' })] }, 'invalid_value', 'tools[0].function.name'],
    [{ tools: [tool({ name: 'f'.repeat(65) })] }, 'invalid_value', 'tools[0].function.name'],
    [{ tools: [tool({ parameters: [] })] }, 'invalid_type', 'tools[0].function.parameters'],
    [{ tools: [tool({}), tool({ name: 'g' }), tool({})] }, 'invalid_value', 'tools[2].function.name'],
    [{ tools: [{ type: 'custom' }] }, 'missing_required_parameter', 'tools[0].custom'],
    [{ tools: [custom({ name: 'f g' })] }, 'invalid_value', 'tools[0].custom.name'],
    [{ tools: [tool({}), custom({})] }, 'invalid_value', 'tools[1].custom.name'],
    [{ tools: [custom({ format: { type: 'bnf' } })] }, 'invalid_value', 'tools[0].custom.format.type'],
    [
      { tools: [custom({ format: { type: 'grammar' } })] },
      'missing_required_parameter',
      'tools[0].custom.format.grammar',
    ],
    [grammar({ syntax: 'lark' }), 'unsupported_value', 'tools[0].custom.format.grammar.syntax'],
    [grammar({ syntax: 'gbnf' }), 'invalid_value', 'tools[0].custom.format.grammar.syntax'],
    [grammar({ definition: undefined }), 'missing_required_parameter', 'tools[0].custom.format.grammar.definition'],
    [grammar({ definition: 'a)|(?:b' }), 'invalid_value', 'tools[0].custom.format.grammar.definition'],
    [grammar({ definition: '('.repeat(10_000) }), 'invalid_value', 'tools[0].custom.format.grammar.definition'],
    [grammar({ definition: '' }), 'invalid_value', 'tools[0].custom.format.grammar.definition'],
  ]);

  it.each([129, 1_000])('%d of them', (length) => {
    const tools = Array.from({ length }, (_, index) => tool({ name: `f${index}` }));
    expect(refusalOf(bodyWith({ tools }))).toMatchObject({
      code: 'invalid_value',
      param: 'tools',
      message: `Invalid 'tools': expected an array of at most 128 elements, but got ${length} instead.`,
    });
  });
});

describe('a chat request is refused, naming the field, for a choice of tools such as', () => {
  const tools = [tool({}), custom({ name: 'c' })];
  const choosing = (choice: unknown) => ({ tools, tool_choice: choice });
  const allowing = (fields: object) =>
    choosing({ type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool({})], ...fields } });

  itRefuses([
    [{ tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [{ tools: [], tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: tool({}) }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: 'perhaps' }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: 5 }, 'invalid_type', 'tool_choice'],
    [choosing({}), 'missing_required_parameter', 'tool_choice.type'],
    [choosing({ type: 'robot' }), 'invalid_value', 'tool_choice.type'],
    [choosing({ type: 'function' }), 'missing_required_parameter', 'tool_choice.function'],
    [choosing({ type: 'function', function: {} }), 'missing_required_parameter', 'tool_choice.function.name'],
    [choosing(tool({ name: 'g' })), 'invalid_value', 'tool_choice.function.name'],
    [choosing(tool({ name: 'c' })), 'invalid_value', 'tool_choice.function.name'],
    [choosing({ type: 'function', name: 'g' }), 'invalid_value', 'tool_choice.function.name'],
    [choosing(custom({})), 'invalid_value', 'tool_choice.custom.name'],
    [choosing({ type: 'allowed_tools' }), 'missing_required_parameter', 'tool_choice.allowed_tools'],
    [allowing({ mode: undefined }), 'missing_required_parameter', 'tool_choice.allowed_tools.mode'],
    [allowing({ mode: 'none' }), 'invalid_value', 'tool_choice.allowed_tools.mode'],
    [allowing({ tools: undefined }), 'missing_required_parameter', 'tool_choice.allowed_tools.tools'],
    [allowing({ tools: [] }), 'invalid_value', 'tool_choice.allowed_tools.tools'],
    [
      allowing({ tools: [tool({}), tool({ name: 'g' })] }),
      'invalid_value',
      'tool_choice.allowed_tools.tools[1].function.name',
    ],
    [allowing({ tools: [custom({})] }), 'invalid_value', 'tool_choice.allowed_tools.tools[0].custom.name'],
    [allowing({ tools: ['f'] }), 'invalid_type', 'tool_choice.allowed_tools.tools[0]'],
  ]);
});

describe('a chat request is refused for token biases', () => {
  it('of more than 1,024 tokens', () => {
    const biases = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, id) => [id, 1]));
    expect(() => refusalOf(bodyWith({ logit_bias: biases(1_024) }))).toThrow('accepted');
    expect(refusalOf(bodyWith({ logit_bias: biases(1_025) }))).toMatchObject({
      code: 'invalid_value',
      param: 'logit_bias',
    });
  });
});
