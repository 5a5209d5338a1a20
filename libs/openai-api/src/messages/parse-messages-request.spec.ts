import { describe, expect, it } from '@jest/globals';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { messagesBody, parseMessages, RICH_MESSAGES_BODY, WEATHER_TOOL } from './messages-request.fixture.js';
import { readMessagePresentation } from './message-presentation.js';
import { parseCountTokensRequest, parseMessagesRequest } from './parse-messages-request.js';

describe('a request for a message', () => {
  it('is read whole', () => {
    const { request, stream, presentation } = parseMessagesRequest(RICH_MESSAGES_BODY, CONTEXT);
    expect(stream).toBe(true);
    expect(presentation).toEqual({ model: 'gpt-oss-20b', thinking: 'shown', maxTokens: 100 });
    expect(readMessagePresentation(request.presentation)).toEqual(presentation);
    expect(request).toEqual({
      model: 'gpt-oss-20b',
      prompt: {
        type: 'conversation',
        conversation: {
          instructions: 'Be brief.\n\nUse tools.',
          messages: [
            { type: 'user', text: 'Weather\nOslo\nhttps://oslo.example\nA city.' },
            { type: 'reasoning', text: 'They want the weather.', sealed: 'c2lnbmVk', mayVanish: true },
            { type: 'reasoning', text: '', sealed: 'c2VhbGVk', mayVanish: true },
            { type: 'preamble', text: 'Let me look.' },
            { type: 'tool-call', name: 'get_weather', argumentsText: '{"city":"Oslo"}', callId: 'toolu_1' },
            {
              type: 'tool-result',
              name: 'get_weather',
              text: '3 degrees\nget_time\n[image left out: this model reads text only]',
            },
            { type: 'user', text: 'And in French?' },
            { type: 'developer', text: 'The user speaks French.' },
            { type: 'user', text: 'It is Monday.' },
            { type: 'answer', text: 'Trois degrés.' },
            { type: 'user', text: 'Merci' },
          ],
          tools: [
            { name: 'get_weather', description: 'Weather now', parameters: WEATHER_TOOL.input_schema },
            { name: 'get_time', description: '', parameters: { type: 'object' } },
          ],
          responseFormats: [{ name: 'answer', description: '', schema: { type: 'object' } }],
          reasoningEffort: 'high',
          currentDate: '2026-11-23',
        },
      },
      promptParam: 'messages',
      mayForgetOldest: false,
      callableTools: [
        {
          name: 'get_time',
          parameters: { schema: { type: 'object' }, isStrict: false, param: 'tools[3].input_schema' },
        },
      ],
      mustCall: true,
      answerSchema: { schema: { type: 'object' }, isStrict: true, param: 'output_config.format.schema' },
      reasoningBudgetTokens: 4_096,
      topLogprobs: null,
      cacheKey: 'user_1_session_2',
      sampling: {
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        minP: 0,
        frequencyPenalty: 0,
        presencePenalty: 0,
        repeatPenalty: 1,
        logitBias: [],
        seed: 7,
      },
      stop: ['END', 'STOP'],
      maxOutputTokens: 100,
      class: 'interactive',
      persistence: 'foreground',
      presentation: { dialect: 'messages', options: { model: 'gpt-oss-20b', thinking: 'shown', maxTokens: 100 } },
      tenant: 'acme',
    });
  });

  it('needs no more than a model, a number of tokens and a message', () => {
    const { request, stream } = parseMessages();
    expect(stream).toBe(false);
    expect(request).toMatchObject({
      callableTools: [],
      mustCall: false,
      answerSchema: null,
      reasoningBudgetTokens: null,
      cacheKey: null,
      sampling: { temperature: 1, topP: 1, topK: null },
      stop: [],
    });
  });

  it('takes null for what is absent', () => {
    const absent = Object.fromEntries(
      Object.keys(RICH_MESSAGES_BODY)
        .filter((field) => !['model', 'max_tokens', 'messages'].includes(field))
        .map((field) => [field, null]),
    );
    expect(parseMessages(absent)).toEqual(parseMessages());
  });

  it('belongs to the session its client names, and else to its user', () => {
    const body = messagesBody({ metadata: { user_id: 'ann' } });
    expect(parseMessagesRequest(body, CONTEXT, 'session').request.cacheKey).toBe('session');
    expect(parseMessagesRequest(body, CONTEXT).request.cacheKey).toBe('ann');
  });

  it('is of the class that its header names', () => {
    expect(parseMessages({}, { ...CONTEXT, class: 'background' }).request.class).toBe('background');
  });

  it('may ask for the shape of the answer as in the beta', () => {
    const format = { type: 'json_schema', schema: { type: 'object' } };
    expect(parseMessages({ output_format: format }).request.answerSchema?.param).toBe('output_format.schema');
  });

  it('whose tokens are to be counted has the same prompt', () => {
    const { request } = parseMessagesRequest(RICH_MESSAGES_BODY, CONTEXT);
    expect(parseCountTokensRequest({ ...RICH_MESSAGES_BODY, max_tokens: undefined }, CONTEXT).prompt).toEqual(
      request.prompt,
    );
  });
});

describe('the tools of a request for a message', () => {
  it.each([
    ['auto', ['get_weather', 'get_time'], false],
    ['any', ['get_weather', 'get_time'], true],
    ['none', [], false],
  ])('may be called as the choice %s says', (type, callable, mustCall) => {
    const tools = [WEATHER_TOOL, { ...WEATHER_TOOL, name: 'get_time' }];
    const { request } = parseMessages({ tools, tool_choice: { type } });
    expect(request.callableTools.map(({ name }) => name)).toEqual(callable);
    expect(request.mustCall).toBe(mustCall);
  });

  it('may be many, and have long names', () => {
    const tools = Array.from({ length: 300 }, (_, index) => ({
      ...WEATHER_TOOL,
      name: `mcp__${index}__`.padEnd(128, 'x'),
    }));
    expect(parseMessages({ tools }).request.callableTools).toHaveLength(300);
  });

  it.each(['tool_search_tool_bm25', 'tool_search_tool_regex', 'bash_20250124', 'mcp_toolset'])(
    'are those of the client beside %s',
    (type) => {
      const { request } = parseMessages({ tools: [{ type, name: 'theirs' }, WEATHER_TOOL] });
      expect(request.callableTools.map(({ name }) => name)).toEqual(['get_weather']);
    },
  );

  it('are left out where Anthropic runs them, if there are others or nobody may call them', () => {
    const search = { type: 'web_search_20250305', name: 'web_search' };
    expect(parseMessages({ tools: [search, WEATHER_TOOL] }).request.callableTools).toHaveLength(1);
    expect(parseMessages({ tools: [search], tool_choice: { type: 'none' } }).request.callableTools).toEqual([]);
  });
});

describe('the thinking of a message', () => {
  const effortOf = (fields: Record<string, unknown>): unknown => {
    const { prompt } = parseMessages(fields).request;
    return prompt.type === 'conversation' && prompt.conversation.reasoningEffort;
  };
  const enabled = (budget: number, fields = {}) => ({
    thinking: { type: 'enabled', budget_tokens: budget, ...fields },
  });

  it.each([
    [{}, 'medium', null, 'hidden'],
    [{ thinking: { type: 'disabled' } }, 'low', null, 'hidden'],
    [{ thinking: { type: 'adaptive' } }, 'medium', null, 'shown'],
    [{ thinking: { type: 'between_tools' } }, 'medium', null, 'shown'],
    [{ thinking: { type: 'adaptive', display: 'omitted' } }, 'medium', null, 'omitted'],
    [enabled(1_024), 'low', 1_024, 'shown'],
    [enabled(10_000), 'medium', 10_000, 'shown'],
    [enabled(32_000, { display: 'omitted' }), 'high', 32_000, 'omitted'],
    [{ ...enabled(1_024), output_config: { effort: 'xhigh' } }, 'high', 1_024, 'shown'],
    [{ thinking: { type: 'disabled' }, output_config: { effort: 'medium' } }, 'medium', null, 'hidden'],
  ])('for %j is of effort %s, with the budget %j, and is %s', (fields, effort, budget, shown) => {
    const { request, presentation } = parseMessages(fields);
    expect([effortOf(fields), request.reasoningBudgetTokens, presentation.thinking]).toEqual([effort, budget, shown]);
  });

  it('is hidden from a key that may not see it', () => {
    const { presentation } = parseMessages(enabled(1_024), { ...CONTEXT, maySeeReasoning: false });
    expect(presentation.thinking).toBe('hidden');
  });
});
