import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import { parseConversationUpdate, parseNewConversation, parseNewItems } from './parse-conversation.js';
import { parseItemQuery, parseItemsQuery } from './parse-item-queries.js';

const message = { role: 'user', content: 'Hello' };
const parsed = { type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text: 'Hello' }] };

function refusalOf(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    return error instanceof ServingError ? [error.code, error.param] : error;
  }
}

describe('a new conversation', () => {
  it.each([undefined, null, {}, { items: null, metadata: null }])('may say nothing: %j', (body) => {
    expect(parseNewConversation(body)).toEqual({ metadata: {}, items: [] });
  });

  it('has metadata and items', () => {
    const body = { metadata: { topic: 'tea' }, items: [message, { type: 'item_reference', id: 'msg_1' }] };
    expect(parseNewConversation(body)).toEqual({
      metadata: { topic: 'tea' },
      items: [parsed, { type: 'item_reference', id: 'msg_1' }],
    });
  });

  it.each([
    ['no object', [], 'invalid_type', null],
    ['too many items', { items: Array(21).fill(message) }, 'invalid_value', 'items'],
    ['a wrong item', { items: [message, { role: 'user', content: 3 }] }, 'invalid_type', 'items[1].content'],
    [
      'a picture',
      { items: [{ role: 'user', content: [{ type: 'input_image' }] }] },
      'unsupported_content',
      'items[0].content[0]',
    ],
    ['a user who says nothing', { items: [{ role: 'user', content: '' }] }, 'invalid_value', 'items[0].content'],
    ['wrong metadata', { metadata: { topic: 1 } }, 'invalid_type', 'metadata.topic'],
  ])('is refused with %s', (_, body, code, param) => {
    expect(refusalOf(() => parseNewConversation(body))).toEqual([code, param]);
  });
});

describe('what is new in a conversation', () => {
  it('are metadata in the place of all before', () => {
    expect(parseConversationUpdate({ metadata: { topic: 'tea' } })).toEqual({ topic: 'tea' });
    expect(parseConversationUpdate({ metadata: null })).toEqual({});
    expect(refusalOf(() => parseConversationUpdate({}))).toEqual(['missing_required_parameter', 'metadata']);
    expect(refusalOf(() => parseConversationUpdate(null))).toEqual(['invalid_type', null]);
  });

  it('are 1 to 20 items', () => {
    expect(parseNewItems({ items: [message] })).toEqual([parsed]);
    expect(refusalOf(() => parseNewItems({}))).toEqual(['missing_required_parameter', 'items']);
    expect(refusalOf(() => parseNewItems({ items: [] }))).toEqual(['invalid_value', 'items']);
    expect(refusalOf(() => parseNewItems({ items: Array(21).fill(message) }))).toEqual(['invalid_value', 'items']);
  });
});

it('what other servers put into conversations is left out', () => {
  expect(parseNewItems({ items: [{ type: 'web_search_call', id: 'ws_1' }, message] })).toEqual([parsed]);
});

describe('what is asked of items', () => {
  const nothing = { encryptedContent: false, logprobs: false };

  it('is the newest 20 unless it says otherwise', () => {
    expect(parseItemsQuery({})).toEqual({ limit: 20, order: 'desc', after: null, include: nothing });
    expect(parseItemsQuery({ limit: '100', order: 'asc', after: 'msg_1' })).toMatchObject({
      limit: 100,
      order: 'asc',
      after: 'msg_1',
    });
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '1.5'],
    ['limit', 'all'],
    ['order', 'up'],
    ['after', ''],
  ])('is refused with %s=%s', (name, value) => {
    expect(refusalOf(() => parseItemsQuery({ [name]: value }))).toEqual(['invalid_value', name]);
  });

  it('says under either name what is to be shown', () => {
    const both = { encryptedContent: true, logprobs: true };
    expect(parseItemQuery({ include: 'reasoning.encrypted_content' })).toEqual({ ...nothing, encryptedContent: true });
    expect(parseItemQuery({ 'include[]': ['message.output_text.logprobs', 'reasoning.encrypted_content'] })).toEqual(
      both,
    );
    expect(parseItemQuery({})).toEqual(nothing);
  });
});
