import { describe, expect, it } from '@jest/globals';
import { parseResponseRequest } from './parse-response-request.js';
import { requestOf, RICH_BODY } from './response-request.fixture.js';
import { bodyWith } from './response.fixture.js';

const echoed = (fields: Record<string, unknown> = {}) => parseResponseRequest(bodyWith(fields)).settings.echoed;

describe('the request for a response', () => {
  it('has defaults for everything but the model and the input', () => {
    expect(parseResponseRequest(bodyWith())).toMatchObject({
      model: 'gpt-oss-20b',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
      instructions: null,
      previousResponseId: null,
      conversationId: null,
      store: true,
      background: false,
      stream: false,
      include: { encryptedContent: false, logprobs: false },
      variant: 'openai',
      settings: { tools: [], toolChoice: 'auto', maxOutputTokens: null, mayForgetOldest: false, class: 'interactive' },
    });
  });

  it('may use every field at once', () => {
    const asked = parseResponseRequest(RICH_BODY, 'open-responses');
    expect(asked).toMatchObject({
      previousResponseId: 'resp_1',
      store: true,
      background: true,
      stream: true,
      include: { encryptedContent: true, logprobs: true },
      variant: 'open-responses',
      settings: {
        effort: 'xhigh',
        reasoningBudgetTokens: 10,
        topLogprobs: 20,
        cacheKey: 'acme-responses',
        stop: ['END', 'STOP'],
        maxOutputTokens: 100,
        mayForgetOldest: true,
        class: 'background',
      },
    });
    expect(asked.input.map(({ type }) => type)).toEqual([
      'message',
      'message',
      'message',
      'reasoning',
      'message',
      'function_call',
      'function_call_output',
      'custom_tool_call',
      'custom_tool_call_output',
      'message',
      'compaction',
      'item_reference',
      'item_reference',
      'message',
    ]);
  });

  it('keeps of its items all that clients are shown of them', () => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', namespace: 'n', arguments: '{}' };
    const output = { type: 'function_call_output', call_id: 'c', output: 'x', status: 'incomplete' };
    const { input } = parseResponseRequest(bodyWith({ input: [call, { ...call, namespace: null }, output] }));
    const { namespace, ...nameless } = call;
    expect(input).toEqual([
      { ...nameless, namespace, status: 'completed' },
      { ...nameless, status: 'completed' },
      output,
    ]);
  });

  it('takes null for absent', () => {
    const nulls = Object.fromEntries(Object.keys(RICH_BODY).map((field) => [field, null]));
    expect(requestOf({ ...nulls, ...bodyWith() })).toEqual(requestOf(bodyWith()));
  });

  it('names a conversation in either form, and needs no input then', () => {
    expect(parseResponseRequest(bodyWith({ conversation: 'conv_1' })).conversationId).toBe('conv_1');
    expect(parseResponseRequest(bodyWith({ conversation: { id: 'conv_1' } })).conversationId).toBe('conv_1');
    expect(parseResponseRequest({ model: 'm', conversation: 'conv_1' }).input).toEqual([]);
    expect(parseResponseRequest({ model: 'm', previous_response_id: 'resp_1' }).input).toEqual([]);
  });

  it('runs behind others when it runs in the background, unless it says otherwise', () => {
    const classOf = (fields: Record<string, unknown>) => parseResponseRequest(bodyWith(fields)).settings.class;
    expect(classOf({ background: true })).toBe('background');
    expect(classOf({ background: true, service_tier: 'priority' })).toBe('realtime');
    expect(classOf({ service_tier: 'flex' })).toBe('background');
    expect(classOf({ service_tier: 'fast' })).toBe('realtime');
  });

  it('gives log probabilities only to who includes them', () => {
    const settings = (fields: Record<string, unknown>) => parseResponseRequest(bodyWith(fields)).settings.topLogprobs;
    expect(settings({ top_logprobs: 3 })).toBeNull();
    expect(settings({ include: ['message.output_text.logprobs'] })).toBe(0);
    expect(settings({ include: ['message.output_text.logprobs'], top_logprobs: 3 })).toBe(3);
  });
});

describe('a response repeats of its request', () => {
  it('every setting, or what it is without one', () => {
    expect(echoed()).toEqual({
      background: false,
      conversation: null,
      frequency_penalty: 0,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      metadata: {},
      model: 'gpt-oss-20b',
      parallel_tool_calls: true,
      presence_penalty: 0,
      previous_response_id: null,
      prompt_cache_key: null,
      prompt_cache_retention: null,
      reasoning: { effort: 'medium', summary: null },
      safety_identifier: null,
      service_tier: 'default',
      store: true,
      temperature: 1,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [],
      top_logprobs: 0,
      top_p: 1,
      truncation: 'disabled',
    });
  });

  it('its user, if there is one', () => {
    expect(echoed({ user: 'ann' }).user).toBe('ann');
  });

  it('the tools in effect, with the keys that OpenAI requires', () => {
    expect(parseResponseRequest(RICH_BODY).settings.echoed.tools).toEqual([
      {
        type: 'function',
        name: 'get_weather',
        description: 'Weather now',
        parameters: { type: 'object' },
        strict: true,
      },
      { type: 'function', name: 'get_time', description: null, parameters: null, strict: false },
      { type: 'custom', name: 'run_code', description: 'Runs Python', format: { type: 'text' } },
      { type: 'custom', name: 'pick', format: { type: 'grammar', syntax: 'regex', definition: '[a-z]+' } },
    ]);
  });

  it('the choice among them, flat whatever form it had', () => {
    const tools = [{ type: 'function', name: 'f' }];
    const choice = (asked: unknown) => echoed({ tools, tool_choice: asked }).tool_choice;
    expect(choice('required')).toBe('required');
    expect(choice({ type: 'function', name: 'f' })).toEqual({ type: 'function', name: 'f' });
    expect(choice({ type: 'function', function: { name: 'f' } })).toEqual({ type: 'function', name: 'f' });
    expect(choice({ type: 'allowed_tools', mode: 'required', tools })).toEqual({
      type: 'allowed_tools',
      mode: 'required',
      tools,
    });
  });

  it('the format of the text', () => {
    const schema = { type: 'object' };
    const format = { type: 'json_schema', name: 'f', schema };
    expect(echoed({ text: { format } }).text).toEqual({ format: { ...format, strict: false }, verbosity: 'medium' });
    expect(echoed({ text: { format: { type: 'json_schema' } } }).text).toMatchObject({
      format: { type: 'json_object' },
    });
  });
});
