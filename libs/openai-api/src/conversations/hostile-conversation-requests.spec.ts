import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import fc from 'fast-check';
import { nearly } from '../../../../test/support/mutations.js';
import { parseConversationUpdate, parseNewConversation, parseNewItems } from './parse-conversation.js';
import { parseItemQuery, parseItemsQuery } from './parse-item-queries.js';

const RICH = {
  metadata: { topic: 'tea' },
  items: [
    { role: 'user', content: 'Hello' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi', annotations: [] }] },
    { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }], encrypted_content: 'sealed' },
    { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_1', output: 'Sunny' },
    { type: 'item_reference', id: 'msg_1' },
  ],
};
const RICH_QUERY = { limit: '20', order: 'asc', after: 'msg_1', include: ['reasoning.encrypted_content'] };

function expectAnswerOrRefusal(asked: unknown, ...parsers: ((asked: unknown) => unknown)[]): void {
  for (const parse of parsers) {
    try {
      parse(asked);
    } catch (error) {
      if (!(error instanceof ServingError)) throw error;
      expect(error.meaning.status).toBe(400);
      expect(error.message.length).toBeLessThan(1_000);
    }
  }
}

const expectOfBody = (body: unknown): void =>
  expectAnswerOrRefusal(body, parseNewConversation, parseConversationUpdate, parseNewItems);
const expectOfQuery = (query: unknown): void => expectAnswerOrRefusal(query, parseItemsQuery, parseItemQuery);

describe('whatever is sent to a conversation', () => {
  it('is understood or refused with status 400, if it is any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), expectOfBody), { numRuns: 3_000 });
    fc.assert(fc.property(fc.jsonValue(), expectOfQuery), { numRuns: 3_000 });
  });

  it('is understood or refused with status 400, if it is nearly a valid request', () => {
    fc.assert(fc.property(nearly(RICH), expectOfBody), { numRuns: 10_000 });
    fc.assert(fc.property(nearly(RICH_QUERY), expectOfQuery), { numRuns: 3_000 });
  });

  it('is understood in the form that these tests begin with', () => {
    expect(parseNewConversation(RICH).items).toHaveLength(6);
    expect(parseItemsQuery(RICH_QUERY)).toMatchObject({ limit: 20, order: 'asc', after: 'msg_1' });
  });
});
