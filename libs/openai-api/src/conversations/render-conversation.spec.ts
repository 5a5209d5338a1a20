import { describe, expect, it } from '@jest/globals';
import type { OutputMessage, ReasoningItem } from '../responses/response-item.js';
import { toConversation, toDeletedConversation, toItemList } from './render-conversation.js';

const thought: ReasoningItem = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [],
  content: [{ type: 'reasoning_text', text: 'Hm.' }],
  encrypted_content: 'sealed',
  status: 'completed',
};
const answer: OutputMessage = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  phase: 'final_answer',
  content: [
    {
      type: 'output_text',
      text: 'Hi',
      annotations: [],
      logprobs: [{ token: 'Hi', logprob: -1, bytes: [72, 105], top_logprobs: [] }],
    },
  ],
};

const parts = { include: { encryptedContent: false, logprobs: true }, maySeeReasoning: false };

describe('a conversation', () => {
  it('is shown as OpenAI shows it', () => {
    expect(toConversation('conv_1', { createdAtMs: 1_700_000_000_999, metadata: { topic: 'tea' } })).toEqual({
      id: 'conv_1',
      object: 'conversation',
      created_at: 1_700_000_000,
      metadata: { topic: 'tea' },
    });
    expect(toDeletedConversation('conv_1')).toEqual({ id: 'conv_1', object: 'conversation.deleted', deleted: true });
  });

  it('lists its items as they may be seen, with where the list begins and ends', () => {
    expect(toItemList([thought, answer], true, parts)).toEqual({
      object: 'list',
      data: [{ type: 'reasoning', id: 'rs_1', summary: [], content: [], status: 'completed' }, answer],
      first_id: 'rs_1',
      last_id: 'msg_1',
      has_more: true,
    });
    expect(toItemList([], false, parts)).toEqual({
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    });
  });
});
