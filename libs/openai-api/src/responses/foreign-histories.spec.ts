import { describe, expect, it } from '@jest/globals';
import type { ConversationMessage } from '#protocol';
import { LEFT_OUT_ITEMS } from './left-out-items.schema.js';
import { parseResponseRequest } from './parse-response-request.js';
import { refusalOf, requestOf } from './response-request.fixture.js';
import { bodyWith } from './response.fixture.js';
import type { AskedItem } from './response-item.js';

function messagesOf(input: readonly unknown[], history: readonly AskedItem[] = []): readonly ConversationMessage[] {
  const { prompt } = requestOf(bodyWith({ input }), history);
  if (prompt.type !== 'conversation') throw new Error('No conversation');
  return prompt.conversation.messages;
}

const user = { role: 'user', content: 'Look' };
const call = (id: string, name = 'f') => ({ type: 'function_call', call_id: id, name, arguments: '{}' });
const output = (id: string, text: unknown) => ({ type: 'function_call_output', call_id: id, output: text });
const resultOf = (content: unknown) => messagesOf([user, call('c'), output('c', content)]).at(-1);

describe('a conversation that began at another server', () => {
  it.each(LEFT_OUT_ITEMS)('goes on without its %s', (type) => {
    expect(messagesOf([user, { type, id: 'x_1', status: 'completed', action: {} }])).toEqual([
      { type: 'user', text: 'Look' },
    ]);
  });

  it('is refused if nothing of it is left', () => {
    expect(refusalOf(bodyWith({ input: [{ type: 'web_search_call' }] }))).toMatchObject({ param: 'input' });
  });

  it('may have its summary under the name that Codex has for it', () => {
    const summary = { type: 'compaction_summary', encrypted_content: 'blob' };
    expect(parseResponseRequest(bodyWith({ input: [summary] })).input).toEqual([
      { type: 'compaction', encrypted_content: 'blob' },
    ]);
  });

  it('is told where conversations are compacted', () => {
    expect(refusalOf(bodyWith({ input: [user, { type: 'compaction_trigger' }] }))).toMatchObject({
      code: 'unsupported_value',
      param: 'input[1].type',
      message: expect.stringContaining('/v1/responses/compact'),
    });
  });

  it('may hold what is written a little differently there', () => {
    const thought = { type: 'reasoning', summary: 'none', content: [{ type: 'text', text: 'Hm' }], status: 'failed' };
    const long = 'f'.repeat(100);
    const calls = [call('a', 'mcp.github/search:v1'), output('a', 'x'), call('b', long), output('b', 'y')];
    expect(messagesOf([user, thought, ...calls])).toMatchObject([
      {},
      { type: 'reasoning', text: 'Hm' },
      { name: 'mcp_github_search_v1' },
      { name: 'mcp_github_search_v1', text: 'x' },
      { name: long },
      { name: long, text: 'y' },
    ]);
    expect(parseResponseRequest(bodyWith({ input: [thought] })).input).toMatchObject([{ status: 'incomplete' }]);
  });
});

describe('what a tool gave back', () => {
  it('stands behind its call, in whatever order it came', () => {
    const messages = messagesOf([user, call('a'), call('b'), output('b', 'of b'), output('a', 'of a')]);
    expect(messages.slice(1)).toMatchObject([{ callId: 'a' }, { text: 'of a' }, { callId: 'b' }, { text: 'of b' }]);
  });

  it('may be media, of which the model is told only that there were some', () => {
    const content = [
      { type: 'input_text', text: 'Here:' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
    ];
    const text =
      'Here:\n[image left out: this model reads text only]\na.pdf\n[file left out: this model reads text only]';
    expect(resultOf(content)).toMatchObject({ text });
  });

  it('may be a file of text', () => {
    const file = { type: 'input_file', filename: 'a.txt', file_data: 'data:text/plain;base64,SGVsbG8=' };
    expect(resultOf([file])).toMatchObject({ text: 'a.txt\nHello' });
    expect(messagesOf([{ role: 'user', content: [file] }])).toEqual([{ type: 'user', text: 'a.txt\nHello' }]);
  });
});

it('a call that was cut off is left out unless somebody ran it after all', () => {
  const half = { ...call('a'), arguments: '{"ci', status: 'incomplete' };
  expect(messagesOf([user, half])).toEqual([{ type: 'user', text: 'Look' }]);
  expect(messagesOf([user, half, output('a', 'x')])).toMatchObject([{}, { callId: 'a' }, { text: 'x' }]);
});

describe('words in front of a call', () => {
  const words = { role: 'assistant', content: 'Let me look.' };
  const thought = { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }] };

  it('announce it also with a thought between them', () => {
    const types = messagesOf([user, words, thought, call('a'), output('a', 'x')]).map(({ type }) => type);
    expect(types).toEqual(['user', 'preamble', 'reasoning', 'tool-call', 'tool-result']);
  });

  it('are an answer if the user spoke in between', () => {
    expect(messagesOf([user, words, user, call('a'), output('a', 'x')])[1]).toMatchObject({ type: 'answer' });
  });
});

describe('what was kept earlier', () => {
  const said: AskedItem = { type: 'message', role: 'user', status: 'completed', content: [] };
  const orphan: AskedItem = { type: 'function_call_output', call_id: 'gone', output: 'x', status: 'completed' };

  it('never keeps a conversation from going on: what says nothing or lost its call is left out', () => {
    expect(messagesOf([user], [said, orphan])).toEqual([{ type: 'user', text: 'Look' }]);
  });

  it('does not excuse what is new', () => {
    expect(refusalOf(bodyWith({ input: [user, orphan] }), [orphan])).toMatchObject({
      param: 'input',
      message: "Invalid 'input': no tool call found for the output with call_id 'gone'.",
    });
  });
});
