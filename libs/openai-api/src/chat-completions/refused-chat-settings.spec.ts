import { describe, expect, it } from '@jest/globals';
import { bodyWith } from './chat-request.fixture.js';
import { itRefuses, refusalOf } from './refused-requests.fixture.js';

const tool = (fields: object) => ({ type: 'function', function: { name: 'f', ...fields } });

describe('a chat request is refused, naming the field, for settings such as', () => {
  itRefuses([
    [{ model: undefined }, 'missing_required_parameter', 'model'],
    [{ model: 5 }, 'invalid_type', 'model'],
    [{ model: '' }, 'invalid_value', 'model'],
    [{ temperature: '1' }, 'invalid_type', 'temperature'],
    [{ temperature: 2.1 }, 'invalid_value', 'temperature'],
    [{ temperature: Infinity }, 'invalid_type', 'temperature'],
    [{ top_p: -0.1 }, 'invalid_value', 'top_p'],
    [{ top_k: -1 }, 'invalid_value', 'top_k'],
    [{ top_k: 1.5 }, 'invalid_type', 'top_k'],
    [{ min_p: 2 }, 'invalid_value', 'min_p'],
    [{ frequency_penalty: 3 }, 'invalid_value', 'frequency_penalty'],
    [{ presence_penalty: -3 }, 'invalid_value', 'presence_penalty'],
    [{ seed: 0.5 }, 'invalid_type', 'seed'],
    [{ seed: 2 ** 60 }, 'invalid_value', 'seed'],
    [{ n: 0 }, 'invalid_value', 'n'],
    [{ n: 'one' }, 'invalid_value', 'n'],
    [{ n: 2 }, 'unsupported_value', 'n'],
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
    [{ response_format: { type: 'json_object' } }, 'unsupported_value', 'response_format.type'],
    [{ response_format: { type: 'json_schema' } }, 'unsupported_value', 'response_format.type'],
    [{ response_format: { type: 'yaml' } }, 'invalid_value', 'response_format.type'],
    [{ metadata: [] }, 'invalid_type', 'metadata'],
    [{ metadata: { a: 5 } }, 'invalid_type', 'metadata.a'],
    [{ metadata: { a: 'x'.repeat(513) } }, 'invalid_value', 'metadata.a'],
    [{ metadata: { ['k'.repeat(65)]: '' } }, 'invalid_value', `metadata.${'k'.repeat(64)}…`],
    [{ metadata: Object.fromEntries([...'abcdefghijklmnopq'].map((key) => [key, ''])) }, 'invalid_value', 'metadata'],
    [{ store: 'no' }, 'invalid_type', 'store'],
    [{ logprobs: true }, 'unsupported_parameter', 'logprobs'],
    [{ logprobs: 'yes' }, 'invalid_type', 'logprobs'],
    [{ top_logprobs: 2 }, 'unsupported_parameter', 'top_logprobs'],
    [{ logit_bias: { 5: 1 } }, 'unsupported_parameter', 'logit_bias'],
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
    [{ tools: [{ type: 'custom', custom: { name: 'f' } }] }, 'unsupported_value', 'tools[0].type'],
    [{ tools: [{ type: 'retrieval' }] }, 'invalid_value', 'tools[0].type'],
    [{ tools: [{ type: 'function' }] }, 'missing_required_parameter', 'tools[0].function'],
    [{ tools: [tool({ name: undefined })] }, 'missing_required_parameter', 'tools[0].function.name'],
    [{ tools: [tool({ name: 'f<|call|>' })] }, 'invalid_value', 'tools[0].function.name'],
    [{ tools: [tool({ name: 'f'.repeat(65) })] }, 'invalid_value', 'tools[0].function.name'],
    [{ tools: [tool({ parameters: [] })] }, 'invalid_type', 'tools[0].function.parameters'],
    [{ tools: [tool({}), tool({ name: 'g' }), tool({})] }, 'invalid_value', 'tools[2].function.name'],
    [{ tool_choice: 'required' }, 'unsupported_value', 'tool_choice'],
    [{ tool_choice: 'perhaps' }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: 5 }, 'invalid_type', 'tool_choice'],
    [{ tool_choice: {} }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: { type: 'function', function: { name: 'f' } } }, 'unsupported_value', 'tool_choice'],
    [{ tool_choice: { type: 'allowed_tools' } }, 'unsupported_value', 'tool_choice'],
  ]);

  it('more than 128 of them', () => {
    const tools = Array.from({ length: 129 }, (_, index) => tool({ name: `f${index}` }));
    expect(refusalOf(bodyWith({ tools }))).toMatchObject({ code: 'invalid_value', param: 'tools' });
  });
});
