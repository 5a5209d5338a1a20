import { describe, expect, it } from '@jest/globals';
import { bodyWith, CONTEXT, RICH_BODY } from './chat-request.fixture.js';
import { parseChatRequest } from './parse-chat-request.js';

const parse = (fields: Record<string, unknown>) => parseChatRequest(bodyWith(fields), CONTEXT);
const conversationOf = (messages: unknown[]) => parse({ messages }).request.conversation;

describe('a chat request', () => {
  it('needs only a model and a message, and gets the defaults gpt-oss wants', () => {
    expect(parse({})).toEqual({
      request: {
        model: 'gpt-oss-20b',
        conversation: {
          instructions: '',
          messages: [{ type: 'user', text: 'Hello' }],
          tools: [],
          responseFormats: [],
          reasoningEffort: 'medium',
          currentDate: '2026-11-23',
        },
        sampling: { temperature: 1, topP: 1, topK: null, minP: 0, frequencyPenalty: 0, presencePenalty: 0, seed: 7 },
        stop: [],
        maxOutputTokens: null,
        class: 'interactive',
        tenant: 'acme',
      },
      stream: false,
      includeUsage: false,
      includeReasoning: true,
    });
  });

  it('may use every supported field at once', () => {
    const { request, ...answer } = parseChatRequest(RICH_BODY, CONTEXT);
    expect(answer).toEqual({ stream: true, includeUsage: true, includeReasoning: false });
    expect(request).toMatchObject({ stop: ['END', 'STOP'], maxOutputTokens: 100, tenant: 'acme' });
    expect(request.sampling).toEqual({
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      minP: 0.05,
      frequencyPenalty: -2,
      presencePenalty: 2,
      seed: 0xffffffff,
    });
    expect(request.conversation).toEqual({
      instructions: 'Be brief.\n\nUse tools.',
      messages: [
        { type: 'user', text: 'Weather\nin Oslo?' },
        { type: 'reasoning', text: 'They want the weather.' },
        { type: 'preamble', text: 'Let me look.' },
        { type: 'tool-call', name: 'get_weather', argumentsText: '{"city":"Oslo"}' },
        { type: 'tool-result', name: 'get_weather', text: '3 degrees' },
        { type: 'developer', text: 'Answer in French.' },
        { type: 'reasoning', text: 'In French.' },
        { type: 'answer', text: 'Trois degrés.' },
        { type: 'user', text: 'Merci' },
      ],
      tools: [
        { name: 'get_weather', description: 'Weather now', parameters: { type: 'object' } },
        { name: 'get_time', description: '', parameters: null },
      ],
      responseFormats: [],
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
    expect(parse({ reasoning_effort: asked }).request.conversation.reasoningEffort).toBe(effort);
    expect(parse({ reasoning: { effort: asked } }).request.conversation.reasoningEffort).toBe(effort);
  });

  it('thinks as little as it can when reasoning is disabled', () => {
    expect(parse({ reasoning: { enabled: false } }).request.conversation.reasoningEffort).toBe('low');
  });

  it.each([{ include_reasoning: false }, { reasoning: { exclude: true } }])('hides reasoning with %j', (fields) => {
    expect(parse(fields).includeReasoning).toBe(false);
  });

  it.each([
    [0, 0],
    [-1, 0xffffffff],
    [2 ** 32 + 5, 5],
    [Number.MIN_SAFE_INTEGER, 1],
  ])('maps seed %d to the 32 bits %d', (asked, seed) => {
    expect(parse({ seed: asked }).request.sampling.seed).toBe(seed);
  });

  it('takes top_k 0 as no limit, a single stop text, and the old name of the token limit', () => {
    const { request } = parse({ top_k: 0, stop: 'END', max_tokens: 5 });
    expect(request).toMatchObject({ sampling: { topK: null }, stop: ['END'], maxOutputTokens: 5 });
  });

  it('does not offer tools when tool_choice is none', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    expect(parse({ tools, tool_choice: 'none' }).request.conversation.tools).toEqual([]);
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
      { type: 'tool-call', name: 'f', argumentsText: '' },
      { type: 'tool-result', name: 'f', text: '' },
      { type: 'answer', text: 'I will not.' },
    ]);
  });
});
