import { describe, expect, it } from '@jest/globals';
import type { Conversation } from '#protocol';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { requestOf, RICH_BODY } from './response-request.fixture.js';
import { bodyWith } from './response.fixture.js';
import { readResponseEcho } from './response-presentation.js';
import type { AskedItem } from './response-item.js';

function conversationOf(fields: Record<string, unknown>, history: readonly AskedItem[] = []): Conversation {
  const { prompt } = requestOf(bodyWith(fields), history);
  if (prompt.type !== 'conversation') throw new Error('No conversation');
  return prompt.conversation;
}

const messagesOf = (...input: unknown[]) => conversationOf({ input }).messages;

const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: 'done' };

describe('the conversation of a response', () => {
  it('is a single question if the input is a text', () => {
    expect(conversationOf({ input: 'Hello' })).toEqual({
      instructions: '',
      messages: [{ type: 'user', text: 'Hello' }],
      tools: [],
      responseFormats: [],
      reasoningEffort: 'medium',
      currentDate: CONTEXT.currentDate,
    });
  });

  it('is everything that can be said, in its order', () => {
    expect(requestOf(RICH_BODY).prompt).toMatchObject({
      conversation: {
        instructions: 'You know the weather.\n\nBe brief.\n\nUse tools.',
        messages: [
          { type: 'user', text: 'Weather?' },
          { type: 'reasoning', text: 'They want the weather.', sealed: 'blob' },
          { type: 'preamble', text: 'Let me look.' },
          { type: 'tool-call', name: 'get_weather', argumentsText: '{"city":"Oslo"}', callId: 'call_1' },
          { type: 'tool-result', name: 'get_weather', text: '3 degrees' },
          { type: 'tool-call', name: 'run_code', argumentsText: '{"input":"print(\\"3°\\")"}', callId: 'call_2' },
          {
            type: 'tool-result',
            name: 'run_code',
            text: '3°\n[image left out: this model reads text only]\na.txt\nHello',
          },
          { type: 'answer', text: 'I would rather not.' },
          { type: 'developer', sealed: 'blob' },
          { type: 'user', text: 'Merci\nHello' },
        ],
        reasoningEffort: 'high',
      },
    });
  });

  it('has no calls that broke off and were not carried out', () => {
    const broken = { ...call, arguments: '{"a', status: 'incomplete' };
    const custom = { type: 'custom_tool_call', call_id: 'call_2', name: 'g', input: 'a', status: 'incomplete' };
    const user = { role: 'user', content: 'Hello' };
    expect(messagesOf(user, broken, custom, user)).toEqual([
      { type: 'user', text: 'Hello' },
      { type: 'user', text: 'Hello' },
    ]);
    expect(messagesOf(user, broken, output)).toMatchObject([
      { type: 'user' },
      { type: 'tool-call' },
      { type: 'tool-result' },
    ]);
    expect(messagesOf(user, call, user)).toMatchObject([{ type: 'user' }, { type: 'tool-call' }, { type: 'user' }]);
  });

  it('begins with what was said before, and has its instructions behind those of the request', () => {
    const history: AskedItem[] = [
      { type: 'message', role: 'system', status: 'completed', content: [{ type: 'input_text', text: 'Be brief.' }] },
      { type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text: 'One' }] },
    ];
    expect(conversationOf({ input: 'Two', instructions: 'Be kind.' }, history)).toMatchObject({
      instructions: 'Be kind.\n\nBe brief.',
      messages: [
        { type: 'user', text: 'One' },
        { type: 'user', text: 'Two' },
      ],
    });
  });

  it('keeps later instructions in their place', () => {
    expect(messagesOf({ role: 'user', content: 'One' }, { role: 'developer', content: 'In French.' })).toEqual([
      { type: 'user', text: 'One' },
      { type: 'developer', text: 'In French.' },
    ]);
  });

  it('knows the words in front of a call by their phase, or without it by their place', () => {
    const words = { role: 'assistant', content: 'Let me look.' };
    const typeOf = (...items: unknown[]) => messagesOf(...items)[0]?.type;
    expect(typeOf(words, call, output)).toBe('preamble');
    expect(typeOf({ ...words, phase: 'commentary' }, { role: 'user', content: 'Go on' })).toBe('preamble');
    expect(typeOf({ ...words, phase: 'final_answer' }, call, output)).toBe('answer');
    expect(typeOf(words, { role: 'user', content: 'Go on' })).toBe('answer');
    expect(typeOf(words)).toBe('answer');
  });

  it('joins parts by line breaks, whichever side wrote them', () => {
    const content = [
      { type: 'input_text', text: 'One' },
      { type: 'output_text', text: 'Two' },
      { type: 'text', text: '' },
    ];
    expect(messagesOf({ role: 'user', content }, { role: 'assistant', content })).toEqual([
      { type: 'user', text: 'One\nTwo' },
      { type: 'answer', text: 'One\nTwo' },
    ]);
  });

  it('has of a thought what there is: its words, a summary, what was sealed, or nothing', () => {
    const thought = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'short' }] };
    const question = { role: 'user', content: 'Hi' };
    expect(
      messagesOf(
        question,
        { ...thought, content: [{ type: 'reasoning_text', text: 'long' }] },
        { ...thought, content: [] },
        { type: 'reasoning', summary: [], encrypted_content: 'blob' },
        { type: 'reasoning', summary: [], encrypted_content: '' },
      ),
    ).toEqual([
      { type: 'user', text: 'Hi' },
      { type: 'reasoning', text: 'long' },
      { type: 'reasoning', text: 'short' },
      { type: 'reasoning', text: '', sealed: 'blob' },
    ]);
  });

  it('finds the call of an output in what was said before', () => {
    const history: AskedItem[] = [
      { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}', status: 'completed' },
    ];
    expect(conversationOf({ input: [output] }, history).messages.at(-1)).toEqual({
      type: 'tool-result',
      name: 'f',
      text: 'done',
    });
  });
});

describe('what is generated for a response', () => {
  it('is bound by every setting', () => {
    expect(requestOf(RICH_BODY)).toMatchObject({
      model: 'gpt-oss-20b',
      promptParam: 'input',
      mayForgetOldest: true,
      callableTools: [
        { name: 'get_weather', parameters: { isStrict: true, param: 'tools[0].parameters' } },
        { name: 'pick', parameters: { isStrict: true, param: 'tools[4].format.definition' } },
      ],
      mustCall: true,
      answerSchema: { schema: { type: 'object' }, isStrict: true, param: 'text.format.schema' },
      reasoningBudgetTokens: 10,
      topLogprobs: 20,
      cacheKey: 'acme-responses',
      sampling: { temperature: 0.5, topP: 0.9, topK: 40, minP: 0.05, seed: 0xffffffff },
      stop: ['END', 'STOP'],
      maxOutputTokens: 100,
      class: 'background',
      persistence: 'background',
      tenant: 'acme',
    });
  });

  it('follows the header of the request where the body says nothing', () => {
    const context = { ...CONTEXT, class: 'batch' as const, persistence: 'resumable' as const, maySeeReasoning: false };
    const request = requestOf(bodyWith(), [], context);
    expect(request).toMatchObject({ class: 'batch', persistence: 'resumable', sampling: { seed: CONTEXT.randomSeed } });
    expect(readResponseEcho(request.presentation)?.maySeeReasoning).toBe(false);
  });

  it('shows the model a Lark grammar, but binds nothing to it', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: "a"' };
    const request = requestOf(bodyWith({ tools: [{ type: 'custom', name: 'edit', description: 'Edits.', format }] }));
    const shown = { name: 'edit', description: 'Edits.\n\nThe input must follow this Lark grammar:\nstart: "a"' };
    expect(request).toMatchObject({
      callableTools: [{ parameters: { isStrict: false } }],
      prompt: { conversation: { tools: [shown] } },
    });
    expect(readResponseEcho(request.presentation)?.fields.tools).toEqual([
      { type: 'custom', name: 'edit', description: 'Edits.', format },
    ]);
  });

  it('shows the model no tools at all if it may not call any', () => {
    const request = requestOf(bodyWith({ tools: [{ type: 'function', name: 'f' }], tool_choice: 'none' }));
    expect(request).toMatchObject({ callableTools: [], prompt: { conversation: { tools: [] } } });
  });
});

describe('what is kept of a response', () => {
  it('survives being stored as JSON', () => {
    const { presentation } = requestOf(RICH_BODY);
    const echo = readResponseEcho(presentation);
    expect(echo).toMatchObject({
      customToolNames: ['run_code', 'pick'],
      stream: true,
      maySeeReasoning: true,
      variant: 'openai',
    });
    expect(readResponseEcho(JSON.parse(JSON.stringify(presentation)) as typeof presentation)).toEqual(echo);
  });

  it('is nothing of another dialect, or of another form', () => {
    expect(readResponseEcho(null)).toBeNull();
    expect(readResponseEcho({ dialect: 'chat', options: {} })).toBeNull();
    expect(readResponseEcho({ dialect: 'responses', options: { stream: 'yes' } })).toBeNull();
  });
});
