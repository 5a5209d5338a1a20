import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newGenerationId } from '#protocol';
import {
  isConversationId,
  type ItemPlace,
  nameItems,
  newConversationId,
  newItemId,
  readItemId,
  readResponseId,
  toItemId,
  toResponseId,
} from './response-ids.js';
import type { AskedItem } from './response-item.js';

const GENERATION = 'gen_01k9yq5w3v7zq4m8r2t6x0abcd';
const message = (id?: string): AskedItem => ({
  type: 'message',
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_text', text: 'Hi' }],
  ...(id === undefined ? {} : { id }),
});

describe('the ids of responses and of their items', () => {
  it('tell the generation, and the place in it', () => {
    const anyType = fc.constantFrom('message', 'function_call', 'custom_tool_call_output', 'reasoning', 'compaction');
    const anyPlace = fc.oneof(
      fc.nat(70_000).map((item): ItemPlace => ({ type: 'output', item })),
      fc.nat(70_000).map((index): ItemPlace => ({ type: 'input', index })),
      fc.constant<ItemPlace>({ type: 'alone' }),
    );
    fc.assert(
      fc.property(anyType, anyPlace, fc.nat(), (type, place, nowMs) => {
        const generationId = newGenerationId(nowMs);
        expect(readResponseId(toResponseId(generationId))).toBe(generationId);
        expect(readItemId(toItemId(type, generationId, place))).toEqual({ generationId, place });
      }),
    );
  });

  it('have the form that clients know', () => {
    expect(toResponseId(GENERATION)).toBe('resp_01k9yq5w3v7zq4m8r2t6x0abcd');
    expect(toItemId('message', GENERATION, { type: 'output', item: 3 })).toBe('msg_01k9yq5w3v7zq4m8r2t6x0abcd0003');
    expect(toItemId('reasoning', GENERATION, { type: 'input', index: 26 })).toBe('rs_01k9yq5w3v7zq4m8r2t6x0abcdi001a');
  });

  it('are not taken for what they are not', () => {
    for (const id of [
      '',
      'resp_1',
      'resp_01K9YQ5W3V7ZQ4M8R2T6X0ABCD',
      `${toResponseId(GENERATION)}0`,
      'msg_1',
      GENERATION,
    ]) {
      expect(readResponseId(id)).toBeNull();
      expect(readItemId(id)).toBeNull();
    }
    expect(isConversationId('conv_1')).toBe(false);
  });

  it('of conversations and of the items made for them are new each time', () => {
    expect(isConversationId(newConversationId())).toBe(true);
    expect(newConversationId()).not.toBe(newConversationId());
    expect(readItemId(newItemId('message'))?.place).toEqual({ type: 'alone' });
  });

  it('of an input tell its places; items that were made here keep theirs, once', () => {
    const made = toItemId('message', GENERATION, { type: 'output', item: 1 });
    const named = nameItems([message(), message('msg_of_somebody'), message(made), message(made)], GENERATION);
    expect(named.map(({ id }) => id)).toEqual([
      'msg_01k9yq5w3v7zq4m8r2t6x0abcdi0000',
      'msg_01k9yq5w3v7zq4m8r2t6x0abcdi0001',
      made,
      'msg_01k9yq5w3v7zq4m8r2t6x0abcdi0003',
    ]);
  });
});
