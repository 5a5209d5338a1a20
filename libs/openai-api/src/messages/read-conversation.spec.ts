import { describe, expect, it } from '@jest/globals';
import type { ConversationMessage } from '#protocol';
import { conversationOf } from './messages-request.fixture.js';

const HELLO = { role: 'user', content: 'Hello' };
const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const say = (text: string) => ({ type: 'text', text });
const messagesOf = (messages: readonly object[]): readonly ConversationMessage[] =>
  conversationOf({ messages }).messages;
const result = (fields: object) =>
  messagesOf([
    { role: 'assistant', content: [call] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', ...fields }] },
  ]).at(-1);

describe('the instructions of a message', () => {
  it.each([
    ['Be brief.', 'Be brief.'],
    [[say('Be brief.'), say(''), say('Be kind.')], 'Be brief.\n\nBe kind.'],
    ['x-anthropic-billing-header: cch=1;\nBe brief.', 'Be brief.'],
    [' \n x-anthropic-billing-header: cch=1;', ''],
    [[say('x-anthropic-billing-header: cch=1;\n'), say('Be brief.')], 'Be brief.'],
    [[say('Be brief.'), say('x-anthropic-billing-header: cch=1;\nBe kind.')], 'Be brief.\n\nBe kind.'],
    ['Never say\nx-anthropic-billing-header: cch=1;', 'Never say\nx-anthropic-billing-header: cch=1;'],
  ])('are those of %j', (system, instructions) => {
    expect(conversationOf({ system }).instructions).toBe(instructions);
  });

  it('may go on in messages in front of all others', () => {
    const messages = [{ role: 'system', content: 'Be kind.' }, HELLO];
    expect(conversationOf({ system: 'Be brief.', messages })).toMatchObject({
      instructions: 'Be brief.\n\nBe kind.',
      messages: [{ type: 'user', text: 'Hello' }],
    });
    expect(conversationOf({ messages: [{ role: 'system', content: 'Be kind.' }] }).messages).toEqual([]);
  });
});

describe('a conversation of messages', () => {
  it('takes the words of other names for a user', () => {
    const messages = ['user', 'ctx', 'msg'].map((role) => ({ role, content: role }));
    expect(messagesOf(messages).map(({ type }) => type)).toEqual(['user', 'user', 'user']);
  });

  it('may have several turns of one role in a row, and end with one of the assistant', () => {
    expect(
      messagesOf([HELLO, HELLO, { role: 'assistant', content: 'Hi' }, { role: 'assistant', content: 'What' }]),
    ).toEqual([
      { type: 'user', text: 'Hello' },
      { type: 'user', text: 'Hello' },
      { type: 'answer', text: 'Hi' },
      { type: 'answer', text: 'What' },
    ]);
  });

  it('takes words for a preamble when a call follows in the same turn, be it in one message or in several', () => {
    const inOne = messagesOf([{ role: 'assistant', content: [say('I look.'), call] }]);
    const inTwo = messagesOf([
      { role: 'assistant', content: 'I look.' },
      { role: 'assistant', content: [call] },
    ]);
    expect(inOne).toEqual([
      { type: 'preamble', text: 'I look.' },
      { type: 'tool-call', name: 'look', argumentsText: '{}', callId: 'toolu_1' },
    ]);
    expect(inTwo).toEqual(inOne);
    const apart = messagesOf([
      { role: 'assistant', content: 'I look.' },
      HELLO,
      { role: 'assistant', content: [call] },
    ]);
    expect(apart[0]).toEqual({ type: 'answer', text: 'I look.' });
  });

  it('has results directly behind their calls, and the words of a user behind them in their order', () => {
    const content = [say('one'), { type: 'tool_result', tool_use_id: 'toolu_1' }, say('two'), say(''), say('three')];
    expect(
      messagesOf([
        { role: 'assistant', content: [call] },
        { role: 'user', content },
      ]).slice(1),
    ).toEqual([
      { type: 'tool-result', name: 'look', text: '' },
      { type: 'user', text: 'one' },
      { type: 'user', text: 'two\nthree' },
    ]);
  });

  it('tells apart the results of calls that were made together, in whatever order they come', () => {
    const resultOf = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: `of ${id}` });
    const messages = messagesOf([
      { role: 'assistant', content: [call, { ...call, id: 'toolu_2' }] },
      { role: 'user', content: [resultOf('toolu_2'), resultOf('toolu_1')] },
    ]);
    expect(messages).toMatchObject([
      { callId: 'toolu_1' },
      { text: 'of toolu_1' },
      { callId: 'toolu_2' },
      { text: 'of toolu_2' },
    ]);
  });

  it('reads what another server made of all that was said before', () => {
    const content = [{ type: 'compaction', content: 'They like tea.' }, say('Hi')];
    expect(messagesOf([{ role: 'assistant', content }])).toEqual([
      { type: 'developer', text: 'Summary of the conversation so far:\n\nThey like tea.' },
      { type: 'answer', text: 'Hi' },
    ]);
    expect(messagesOf([{ role: 'assistant', content: [{ type: 'compaction', content: null }, say('Hi')] }])).toEqual([
      { type: 'answer', text: 'Hi' },
    ]);
  });

  it('reads documents of text, with their titles', () => {
    const document = {
      type: 'document',
      title: 'Notes',
      source: { type: 'text', media_type: 'text/plain', data: 'Tea' },
    };
    expect(messagesOf([{ role: 'user', content: [say('Read'), document] }])).toEqual([
      { type: 'user', text: 'Read\nNotes\nTea' },
    ]);
    expect(result({ content: [document] })).toMatchObject({ text: 'Notes\nTea' });
  });

  it('knows a tool with a name that may not stand in a prompt by one that may', () => {
    expect(messagesOf([{ role: 'assistant', content: [{ ...call, name: 'mcp.look' }] }])).toMatchObject([
      { name: 'mcp_look' },
    ]);
  });

  it.each([
    [{ content: 'gone' }, 'gone'],
    [{ content: [say('a'), say('b')] }, 'a\nb'],
    [{ content: null }, ''],
    [{ content: 'gone', is_error: true }, 'Error: gone'],
    [{ content: [{ type: 'tool_reference', tool_name: 'look' }] }, 'look'],
    [{ content: [say('Here:'), { type: 'image' }] }, 'Here:\n[image left out: this model reads text only]'],
    [{ content: [{ type: 'document' }] }, '[document left out: this model reads text only]'],
    [{ content: [{ type: 'container_upload' }] }, '[file left out: this model reads text only]'],
  ])('shows of the result %j %j', (fields, text) => {
    expect(result(fields)).toEqual({ type: 'tool-result', name: 'look', text });
  });

  it('keeps thoughts with their words or their seal, and drops those with neither', () => {
    const content = [
      { type: 'thinking', thinking: 'So.', signature: '' },
      { type: 'thinking', thinking: 'So.' },
      { type: 'thinking', thinking: '', signature: 'sealed' },
      { type: 'thinking', thinking: '', signature: '' },
      { type: 'redacted_thinking', data: '' },
    ];
    expect(messagesOf([{ role: 'assistant', content }])).toEqual([
      { type: 'reasoning', text: 'So.' },
      { type: 'reasoning', text: 'So.' },
      { type: 'reasoning', text: '', sealed: 'sealed', mayVanish: true },
    ]);
  });

  it('leaves out what other tools did, and whatever else an assistant may have done elsewhere', () => {
    const content = [
      { type: 'mcp_tool_use' },
      { type: 'bash_code_execution_tool_result' },
      { type: 'later' },
      say('Hi'),
    ];
    expect(messagesOf([{ role: 'assistant', content }])).toEqual([{ type: 'answer', text: 'Hi' }]);
    const user = [{ type: 'mcp_tool_result' }, say('Hi')];
    expect(messagesOf([{ role: 'user', content: user }])).toEqual([{ type: 'user', text: 'Hi' }]);
  });

  it('may be of very many messages', () => {
    const messages = Array.from({ length: 200_000 }, () => ({ role: 'assistant', content: 'x' }));
    expect(messagesOf(messages)).toHaveLength(200_000);
  });
});
