import { describe, expect, it } from '@jest/globals';
import { conversationIn } from '../../../../test/support/sample-request.js';
import { bodyWith, CONTEXT } from './chat-request.fixture.js';
import { parseChatRequest } from './parse-chat-request.js';

const messagesOf = (messages: unknown[]) =>
  conversationIn(parseChatRequest(bodyWith({ messages }), CONTEXT).request).messages;

describe('a history of tools', () => {
  it('tells apart the results of calls that were made together, in whatever order they come', () => {
    const calls = ['a', 'b'].map((id) => ({ id, type: 'function', function: { name: 'mcp.look', arguments: id } }));
    const results = ['b', 'a'].map((id) => ({ role: 'tool', tool_call_id: id, content: `of ${id}` }));
    expect(messagesOf([{ role: 'assistant', tool_calls: calls }, ...results])).toMatchObject([
      { type: 'tool-call', name: 'mcp_look', callId: 'a' },
      { type: 'tool-result', name: 'mcp_look', text: 'of a' },
      { type: 'tool-call', name: 'mcp_look', callId: 'b' },
      { type: 'tool-result', name: 'mcp_look', text: 'of b' },
    ]);
  });

  it('reads files of text, and what tools gave back without their pictures', () => {
    const file = { type: 'file', file: { filename: 'a.txt', file_data: 'data:text/plain;base64,SGVsbG8=' } };
    const content = [file, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
    const calls = [{ id: 'a', type: 'function', function: { name: 'f', arguments: '' } }];
    const result = { role: 'tool', tool_call_id: 'a', content };
    expect(
      messagesOf([{ role: 'user', content: [file] }, { role: 'assistant', tool_calls: calls }, result]),
    ).toMatchObject([
      { type: 'user', text: 'a.txt\nHello' },
      { type: 'tool-call' },
      { type: 'tool-result', text: 'a.txt\nHello\n[image left out: this model reads text only]' },
    ]);
  });
});
