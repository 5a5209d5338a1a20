import { describe, expect, it, jest } from '@jest/globals';
import { ServingError } from '#protocol';
import fc from 'fast-check';
import { nearly } from '../../../../test/support/mutations.js';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { conversationOf, messagesBody, messagesRefusalOf, RICH_MESSAGES_BODY } from './messages-request.fixture.js';
import { parseCountTokensRequest, parseMessagesRequest } from './parse-messages-request.js';

function expectAnswerOrRefusal(body: unknown): void {
  for (const parse of [parseMessagesRequest, parseCountTokensRequest]) {
    try {
      parse(body, CONTEXT);
    } catch (error) {
      if (!(error instanceof ServingError)) throw error;
      expect([400, 404]).toContain(error.meaning.status);
      expect(error.message.length).toBeLessThan(1_000);
    }
  }
}

describe('whatever a client of Messages sends', () => {
  it('is understood or refused, if it is any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), expectAnswerOrRefusal), { numRuns: 10_000 });
  });

  it('is understood or refused, if it is nearly a valid request', () => {
    fc.assert(fc.property(nearly(RICH_MESSAGES_BODY), expectAnswerOrRefusal), { numRuns: 10_000 });
  });

  it('is not confused by names that every JavaScript object has', () => {
    expectAnswerOrRefusal(JSON.parse('{"__proto__":{"model":"x"},"constructor":5,"messages":{"length":1}}'));
    expectAnswerOrRefusal(messagesBody({ messages: [{ role: 'ctx', __proto__: { content: 'x' } }] }));
  });

  it('is refused by name when the input of a call is nested deeper than anybody can follow', () => {
    const input: unknown = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    const content = [{ type: 'tool_use', id: 'toolu_1', name: 'look', input }];
    expect(messagesRefusalOf(messagesBody({ messages: [{ role: 'assistant', content }] }))).toMatchObject({
      code: 'invalid_value',
      param: 'messages[0].content[0].input',
    });
  });

  it('is refused at once when it is a deep or large value in any other place', () => {
    const depth = 100_000;
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, 1]));
    for (const value of [deep, large, { a: deep }, [large]]) {
      for (const field of Object.keys(RICH_MESSAGES_BODY))
        expectAnswerOrRefusal({ ...RICH_MESSAGES_BODY, [field]: value });
    }
  });

  it('is joined once, of however many small pieces it is made', () => {
    const content = Array.from({ length: 2_000 }, () => ({ type: 'text', text: 'a' }));
    const joins = jest.spyOn(Array.prototype, 'join');
    const { messages } = conversationOf({ messages: [{ role: 'user', content }] });
    const joined = joins.mock.results.map(({ value }) => String(value).length);
    joins.mockRestore();
    expect(messages).toMatchObject([{ type: 'user' }]);
    expect(joined.reduce((sum, length) => sum + length, 0)).toBeLessThan(100_000);
  });
});
