import { describe, expect, it } from '@jest/globals';
import { conversationIn } from '../../../../test/support/sample-request.js';
import { readChatPresentation } from './chat-presentation.js';
import { bodyWith, CONTEXT, RICH_BODY } from './chat-request.fixture.js';
import { toCustomParameters } from '../requests/custom-tool.js';
import { parseChatRequest } from './parse-chat-request.js';

const parse = (fields: Record<string, unknown>) => parseChatRequest(bodyWith(fields), CONTEXT);
const conversationOf = (messages: unknown[]) => conversationIn(parse({ messages }).request);

describe('a chat request', () => {
  it('needs only a model and a message, and gets the defaults gpt-oss wants', () => {
    expect(parse({})).toEqual({
      request: {
        model: 'gpt-oss-20b',
        prompt: {
          type: 'conversation',
          conversation: {
            instructions: '',
            messages: [{ type: 'user', text: 'Hello' }],
            tools: [],
            responseFormats: [],
            reasoningEffort: 'medium',
            currentDate: '2026-11-23',
          },
        },
        promptParam: 'messages',
        mayForgetOldest: false,
        callableTools: [],
        mustCall: false,
        answerSchema: null,
        reasoningBudgetTokens: null,
        topLogprobs: null,
        cacheKey: null,
        sampling: {
          temperature: 1,
          topP: 1,
          topK: null,
          minP: 0,
          frequencyPenalty: 0,
          presencePenalty: 0,
          repeatPenalty: 1,
          logitBias: [],
          seed: 7,
        },
        stop: [],
        maxOutputTokens: null,
        class: 'interactive',
        persistence: 'foreground',
        presentation: {
          dialect: 'chat',
          options: {
            model: 'gpt-oss-20b',
            includeUsage: false,
            includeReasoning: true,
            includeLogprobs: false,
            customToolNames: [],
          },
        },
        tenant: 'acme',
      },
      choices: 1,
      stream: false,
      includeUsage: false,
      includeReasoning: true,
      includeLogprobs: false,
      customToolNames: new Set(),
    });
  });

  it('may use every supported field at once', () => {
    const { request, ...answer } = parseChatRequest(RICH_BODY, CONTEXT);
    expect(answer).toEqual({
      choices: 2,
      stream: true,
      includeUsage: true,
      includeReasoning: false,
      includeLogprobs: true,
      customToolNames: new Set(['run_code', 'pick']),
    });
    expect(request).toMatchObject({
      stop: ['END', 'STOP'],
      maxOutputTokens: 100,
      tenant: 'acme',
      mustCall: true,
      reasoningBudgetTokens: 10,
      topLogprobs: 20,
      cacheKey: 'acme-chat',
      class: 'background',
    });
    expect(readChatPresentation(request.presentation)).toEqual({
      model: 'gpt-oss-20b',
      includeUsage: true,
      includeReasoning: false,
      includeLogprobs: true,
      customToolNames: new Set(['run_code', 'pick']),
    });
    expect(request.callableTools.map(({ name }) => name)).toEqual(['get_weather', 'pick']);
    expect(request.answerSchema?.isStrict).toBe(true);
    expect(request.sampling).toEqual({
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      minP: 0.05,
      frequencyPenalty: -2,
      presencePenalty: 2,
      repeatPenalty: 1.1,
      logitBias: [
        { tokenId: 0, bias: -100 },
        { tokenId: 200_001, bias: 100 },
      ],
      seed: 0xffffffff,
    });
    expect(conversationIn(request)).toEqual({
      instructions: 'Be brief.\n\nUse tools.',
      messages: [
        { type: 'user', text: 'Weather\nin Oslo?' },
        { type: 'reasoning', text: 'They want the weather.' },
        { type: 'preamble', text: 'Let me look.' },
        { type: 'tool-call', name: 'get_weather', argumentsText: '{"city":"Oslo"}', callId: 'call_1' },
        { type: 'tool-result', name: 'get_weather', text: '3 degrees' },
        { type: 'tool-call', name: 'run_code', argumentsText: '{"input":"print(\\"3°\\")"}', callId: 'call_2' },
        { type: 'tool-result', name: 'run_code', text: '3°' },
        { type: 'developer', text: 'Answer in French.' },
        { type: 'reasoning', text: 'In French.' },
        { type: 'answer', text: 'Trois degrés.' },
        { type: 'user', text: 'Merci' },
      ],
      tools: [
        { name: 'get_weather', description: 'Weather now', parameters: { type: 'object' } },
        { name: 'get_time', description: '', parameters: null },
        { name: 'run_code', description: 'Runs Python', parameters: toCustomParameters(null) },
        { name: 'pick', description: '', parameters: toCustomParameters('^(?:[a-z]+)$') },
      ],
      responseFormats: [{ name: 'weather', description: 'Degrees', schema: { type: 'object' } }],
      reasoningEffort: 'high',
      currentDate: '2026-11-23',
    });
  });

  it('reads null as absent', () => {
    const nulls = Object.fromEntries(Object.keys(RICH_BODY).map((field) => [field, null]));
    const { model, messages } = bodyWith();
    expect(parse({ ...nulls, model, messages })).toEqual(parse({}));
  });

  it.each([
    ['none', 'low'],
    ['minimal', 'low'],
    ['low', 'low'],
    ['medium', 'medium'],
    ['high', 'high'],
    ['xhigh', 'high'],
    ['max', 'high'],
  ])('thinks at effort %s as at %s', (asked, effort) => {
    expect(conversationIn(parse({ reasoning_effort: asked }).request).reasoningEffort).toBe(effort);
    expect(conversationIn(parse({ reasoning: { effort: asked } }).request).reasoningEffort).toBe(effort);
  });

  it('thinks as little as it can when reasoning is disabled', () => {
    expect(conversationIn(parse({ reasoning: { enabled: false } }).request).reasoningEffort).toBe('low');
  });

  it.each([{ include_reasoning: false }, { reasoning: { exclude: true } }])('hides reasoning with %j', (fields) => {
    expect(parse(fields).includeReasoning).toBe(false);
  });

  it('shows no reasoning to a key that may not see it, whatever is asked', () => {
    const chat = parseChatRequest(bodyWith({ include_reasoning: true }), { ...CONTEXT, maySeeReasoning: false });
    expect(chat.includeReasoning).toBe(false);
    expect(readChatPresentation(chat.request.presentation)?.includeReasoning).toBe(false);
  });

  it.each([
    ['priority', 'realtime'],
    ['flex', 'background'],
    ['auto', 'interactive'],
    ['default', 'interactive'],
    ['scale', 'interactive'],
  ])('of the tier %s is %s, unless another class was asked for', (tier, expected) => {
    const body = bodyWith({ service_tier: tier });
    expect(parseChatRequest(body, CONTEXT).request.class).toBe(expected);
    expect(parseChatRequest(body, { ...CONTEXT, class: 'batch' }).request.class).toBe('batch');
  });

  it.each([
    [0, 0],
    [-1, 0xffffffff],
    [2 ** 32 + 5, 5],
    [Number.MIN_SAFE_INTEGER, 1],
    [2 ** 53, 0x43400000],
    [2 ** 63, 0x43e00000],
    [-(2 ** 63), 0xc3e00000],
    [2 ** 63 + 2 ** 11, 0x43e00001],
    [1e300, 0xf63791a0],
  ])('maps seed %d to the 32 bits %d', (asked, seed) => {
    expect(parse({ seed: asked }).request.sampling.seed).toBe(seed);
  });

  it('takes top_k 0 as no limit, a single stop text, and the old name of the token limit', () => {
    const { request } = parse({ top_k: 0, stop: 'END', max_tokens: 5 });
    expect(request).toMatchObject({ sampling: { topK: null }, stop: ['END'], maxOutputTokens: 5 });
  });

  it('takes -1 for no top_k, and names as OpenAI takes them, which the model is not shown', () => {
    const messages = [{ role: 'user', content: 'Hello', name: 'alice@example.com' }];
    const { request } = parseChatRequest(bodyWith({ top_k: -1, messages }), CONTEXT);
    expect(request.sampling.topK).toBeNull();
    expect(conversationIn(request).messages).toEqual([{ type: 'user', text: 'Hello' }]);
  });

  it.each([
    [{ repeat_penalty: 0.5 }, 0.5],
    [{ repetition_penalty: 10 }, 10],
  ])('takes the penalty of repetitions by either name, as in %j', (fields, penalty) => {
    expect(parse(fields).request.sampling.repeatPenalty).toBe(penalty);
  });

  it('has no token biases when the object is empty', () => {
    expect(parse({ logit_bias: {} }).request.sampling.logitBias).toEqual([]);
  });

  it.each([
    [{ reasoning: { max_tokens: 10 }, thinking_budget_tokens: 20 }, 10],
    [{ thinking_budget_tokens: 20 }, 20],
    [{ thinking_budget_tokens: 0 }, 1],
    [{ thinking_budget_tokens: -1 }, null],
    [{ reasoning: { effort: 'low' } }, null],
  ])('thinks within the budget of %j', (fields, budget) => {
    expect(parse(fields).request.reasoningBudgetTokens).toBe(budget);
  });

  it.each([
    [{ logprobs: true }, 0],
    [{ logprobs: true, top_logprobs: 5 }, 5],
    [{ logprobs: false }, null],
    [{ top_logprobs: 0 }, null],
  ])('tells log probabilities as %j asks', (fields, topLogprobs) => {
    expect(parse(fields)).toMatchObject({ request: { topLogprobs }, includeLogprobs: topLogprobs !== null });
  });

  it.each(['', null])('has no cache key when it is %j, and never another field instead', (key) => {
    expect(parse({ prompt_cache_key: key, user: 'ann' }).request.cacheKey).toBeNull();
  });

  it('may stop at any text, that of a control token too', () => {
    expect(parse({ stop: ['<|end|>', '\n'] }).request.stop).toEqual(['<|end|>', '\n']);
  });

  it('may consist of instructions alone', () => {
    expect(conversationOf([{ role: 'system', content: 'Greet.' }])).toMatchObject({
      instructions: 'Greet.',
      messages: [],
    });
  });

  it('leaves out what an assistant turn does not have', () => {
    const toolCalls = [{ id: 'a', type: 'function', function: { name: 'f', arguments: '' } }];
    const turns = [
      { role: 'assistant', content: null, tool_calls: toolCalls, function_call: null, refusal: null },
      { role: 'tool', tool_call_id: 'a' },
      { role: 'assistant', content: '', tool_calls: [], refusal: 'I will not.' },
      { role: 'assistant' },
    ];
    expect(conversationOf(turns).messages).toEqual([
      { type: 'tool-call', name: 'f', argumentsText: '', callId: 'a' },
      { type: 'tool-result', name: 'f', text: '' },
      { type: 'answer', text: 'I will not.' },
    ]);
  });

  it('may have several assistant turns in a row and end with one, which the model does not go on with', () => {
    const turns = ['One.', 'Two.'].map((content) => ({ role: 'assistant', content }));
    expect(conversationOf([{ role: 'user', content: 'Count' }, ...turns]).messages).toEqual([
      { type: 'user', text: 'Count' },
      { type: 'answer', text: 'One.' },
      { type: 'answer', text: 'Two.' },
    ]);
  });

  it('may end with a call whose result is still to come', () => {
    const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
    expect(conversationOf([{ role: 'assistant', tool_calls: [call] }]).messages).toEqual([
      { type: 'tool-call', name: 'f', argumentsText: '{}', callId: 'a' },
    ]);
  });
});
