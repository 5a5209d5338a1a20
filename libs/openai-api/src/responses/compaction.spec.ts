import { describe, expect, it } from '@jest/globals';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { eventsOf } from '../chat-completions/chat-events.fixture.js';
import { parseCompactRequest } from './parse-compact-request.js';
import { IDENTITY, seal } from './response.fixture.js';
import type { AskedItem, ResponseItem } from './response-item.js';
import { toCompaction } from './to-compaction.js';
import { toGenerationRequest } from './to-generation-request.js';

const USER: ResponseItem = {
  type: 'message',
  id: 'msg_1',
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_text', text: 'Tea?' }],
};
const ANSWER: ResponseItem = { type: 'message', id: 'msg_2', role: 'assistant', status: 'completed', content: [] };

describe('a conversation that is to be compacted', () => {
  it('is given to the model with the request to summarise it at its end', () => {
    const asked = parseCompactRequest({
      model: 'm',
      input: 'Tea?',
      instructions: 'Be brief.',
      previous_response_id: 'resp_1',
    });
    expect(asked).toMatchObject({ store: false, background: false, stream: false, previousResponseId: 'resp_1' });
    const input = asked.input.filter((item): item is AskedItem => item.type !== 'item_reference');
    const { prompt } = toGenerationRequest({ ...asked, input }, [USER], CONTEXT);
    expect(prompt).toMatchObject({
      conversation: {
        instructions: 'Be brief.',
        messages: [
          { type: 'user' },
          { type: 'user', text: 'Tea?' },
          { type: 'developer', text: expect.stringContaining('summar') },
        ],
      },
    });
  });

  it('is refused like the request for a response', () => {
    expect(() => parseCompactRequest({ model: 'm' })).toThrow("Missing required parameter: 'input'.");
    expect(() => parseCompactRequest({ model: 'm', input: [{ type: 'poem' }] })).toThrow("'input[0].type'");
  });

  it('becomes all messages of the user and a sealed summary', () => {
    const events = eventsOf([
      { kind: 'reasoning', texts: ['What did they say?'] },
      { kind: 'answer', texts: ['They asked', ' for tea.'] },
    ]);
    expect(toCompaction(IDENTITY, [USER, ANSWER], events, seal)).toEqual({
      id: 'resp_01k9yq5w3v7zq4m8r2t6x0abcd',
      object: 'response.compaction',
      created_at: IDENTITY.createdSeconds,
      output: [
        USER,
        {
          id: 'cmp_01k9yq5w3v7zq4m8r2t6x0abcd0000',
          type: 'compaction',
          encrypted_content: 'sealed(They asked for tea.)',
        },
      ],
      usage: expect.objectContaining({ total_tokens: 100 }),
    });
  });

  it('is an error if the model failed, or wrote no summary', () => {
    const failed = [{ type: 'error' as const, code: 'overloaded' as const, message: 'Busy.' }];
    expect(() => toCompaction(IDENTITY, [USER], failed, seal)).toThrow('Busy.');
    const silent = eventsOf([{ kind: 'reasoning', texts: ['Hm.'] }]);
    expect(() => toCompaction(IDENTITY, [USER], silent, seal)).toThrow('no summary');
  });

  it('is an error if the summary was cut: whoever goes on from it would not know that something is missing', () => {
    const cut = eventsOf([{ kind: 'answer', texts: ['They asked for'] }], 'length');
    expect(() => toCompaction(IDENTITY, [USER], cut, seal)).toThrow(
      expect.objectContaining({ code: 'generation_failed', message: expect.stringContaining('whole summary') }),
    );
  });
});
