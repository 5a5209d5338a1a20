import { describe, expect, it } from '@jest/globals';
import { conversationIn } from '../../../../test/support/sample-request.js';
import { bodyWith, CONTEXT } from './chat-request.fixture.js';
import { toCustomParameters } from '../requests/custom-tool.js';
import { parseChatRequest } from './parse-chat-request.js';

const schema = { type: 'object', properties: { city: { type: 'string' } } };
const weather = { type: 'function', function: { name: 'weather', parameters: schema, strict: true } };
const time = { type: 'function', function: { name: 'time', parameters: { type: 'object' } } };
const now = { type: 'function', function: { name: 'now' } };
const code = { type: 'custom', custom: { name: 'code' } };
const tools = [weather, time, now, code];
const NAMES = ['weather', 'time', 'now', 'code'];

const parse = (fields: Record<string, unknown>) => parseChatRequest(bodyWith(fields), CONTEXT);
const namesOf = (named: readonly { name: string }[]) => named.map(({ name }) => name);

function custom(definition: string) {
  const format = { type: 'grammar', grammar: { syntax: 'regex', definition } };
  return { type: 'custom', custom: { name: 'pick', format } };
}

describe('the tools of a chat request', () => {
  it('may be called with arguments of their schema, which binds if it is strict', () => {
    expect(parse({ tools }).request.callableTools).toEqual([
      { name: 'weather', parameters: { schema, isStrict: true, param: 'tools[0].function.parameters' } },
      {
        name: 'time',
        parameters: { schema: { type: 'object' }, isStrict: false, param: 'tools[1].function.parameters' },
      },
      { name: 'now', parameters: null },
      {
        name: 'code',
        parameters: { schema: toCustomParameters(null), isStrict: false, param: 'tools[3].custom.format' },
      },
    ]);
  });

  it('are functions with one string to the model when they are custom', () => {
    const { request, customToolNames } = parse({ tools });
    expect(conversationIn(request).tools.at(-1)).toEqual({
      name: 'code',
      description: '',
      parameters: {
        type: 'object',
        properties: { input: { type: 'string' } },
        required: ['input'],
        additionalProperties: false,
      },
    });
    expect(customToolNames).toEqual(new Set(['code']));
  });

  it.each([
    ['[a-z]+|no', '^(?:[a-z]+|no)$'],
    ['^[a-z]+$', '^(?:^[a-z]+$)$'],
    ['^a|b$', '^(?:^a|b$)$'],
  ])('bind the whole text to the regular expression %s of a custom tool', (definition, pattern) => {
    const [pick] = parse({ tools: [custom(definition)] }).request.callableTools;
    expect(pick?.parameters).toEqual({
      schema: toCustomParameters(pattern),
      isStrict: true,
      param: 'tools[0].custom.format.grammar.definition',
    });
    expect(pick?.parameters?.schema.properties).toMatchObject({ input: { type: 'string', pattern } });
  });

  it('are neither shown nor callable when the choice is none', () => {
    const { request, customToolNames } = parse({ tools, tool_choice: 'none' });
    expect(request).toMatchObject({ callableTools: [], mustCall: false });
    expect(conversationIn(request).tools).toEqual([]);
    expect(customToolNames).toEqual(new Set());
  });

  it.each<[choice: unknown, callable: string[], mustCall: boolean]>([
    [undefined, NAMES, false],
    [null, NAMES, false],
    ['auto', NAMES, false],
    ['required', NAMES, true],
    [{ type: 'function', function: { name: 'time' } }, ['time'], true],
    [{ type: 'function', name: 'time' }, ['time'], true],
    [{ type: 'custom', custom: { name: 'code' } }, ['code'], true],
    [allowed('auto', [time, code]), ['time', 'code'], false],
    [allowed('required', [code, weather, code]), ['weather', 'code'], true],
    [allowed('required', [{ type: 'function', name: 'now' }]), ['now'], true],
  ])('are all shown, and by the choice %j may be called: %j', (choice, callable, mustCall) => {
    const { request, customToolNames } = parse({ tools, tool_choice: choice });
    expect(namesOf(conversationIn(request).tools)).toEqual(NAMES);
    expect(namesOf(request.callableTools)).toEqual(callable);
    expect(request.mustCall).toBe(mustCall);
    expect(customToolNames).toEqual(new Set(['code']));
  });

  it('keep their place in the body for errors when others may not be called', () => {
    const [only] = parse({ tools, tool_choice: time }).request.callableTools;
    expect(only?.parameters?.param).toBe('tools[1].function.parameters');
  });

  it('are not missed by a choice that needs none', () => {
    for (const choice of ['none', 'auto']) expect(parse({ tool_choice: choice }).request.callableTools).toEqual([]);
  });

  it('may stand beside a response format, even if one of them must be called', () => {
    const fields = { tools, tool_choice: 'required', response_format: { type: 'json_object' } };
    expect(parse(fields).request).toMatchObject({ mustCall: true, answerSchema: { isStrict: true } });
  });
});

function allowed(mode: string, references: unknown[]) {
  return { type: 'allowed_tools', allowed_tools: { mode, tools: references } };
}
