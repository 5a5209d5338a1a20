import { describe, expect, it } from '@jest/globals';
import type { ConversationMessage } from '#protocol';
import { placeResults, type CallResult } from './place-results.js';

const call = (callId: string, name = 'look'): ConversationMessage => ({
  type: 'tool-call',
  name,
  argumentsText: `"${callId}"`,
  callId,
});
const result = (callId: string): CallResult => ({ type: 'call-result', callId, text: `of ${callId}` });
const placedResult = (callId: string, name = 'look') => ({ type: 'tool-result', name, text: `of ${callId}` });
const user: ConversationMessage = { type: 'user', text: 'Go on' };
const answer: ConversationMessage = { type: 'answer', text: 'Done' };

function place(...messages: (ConversationMessage | CallResult)[]): ConversationMessage[] {
  return placeResults(messages, ({ callId }) => {
    throw new Error(`No call ${callId}`);
  });
}

describe('the results of calls that were made together', () => {
  it('stand directly behind their calls, in whatever order they came', () => {
    const thought: ConversationMessage = { type: 'reasoning', text: 'And' };
    expect(place(call('a'), thought, call('b', 'read'), result('b'), result('a'), user)).toEqual([
      call('a'),
      placedResult('a'),
      thought,
      call('b', 'read'),
      placedResult('b', 'read'),
      user,
    ]);
  });

  it('stay in their order where one call has several', () => {
    const late = { ...result('a'), text: 'more' };
    expect(place(call('a'), call('b'), result('a'), late)).toEqual([
      call('a'),
      placedResult('a'),
      { type: 'tool-result', name: 'look', text: 'more' },
      call('b'),
    ]);
  });
});

it('a result that came after the answer stays behind it', () => {
  const late = [call('a'), answer, user, result('a')];
  expect(place(...late)).toEqual([call('a'), answer, user, placedResult('a')]);
});

it('of calls with one id the latest counts', () => {
  expect(place(call('a'), result('a'), user, call('a', 'read'), result('a'))).toEqual([
    call('a'),
    placedResult('a'),
    user,
    call('a', 'read'),
    placedResult('a', 'read'),
  ]);
});

it('a result without a call before it is refused or left out', () => {
  expect(() => place(user, result('a'), call('a'))).toThrow('No call a');
  expect(placeResults([user, result('a')], () => undefined)).toEqual([user]);
});
