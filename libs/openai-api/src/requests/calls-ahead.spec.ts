import { expect, it } from '@jest/globals';
import { findCallsAhead } from './calls-ahead.js';

it('a call is ahead up to the end of the turn that makes it, and in no other', () => {
  expect(findCallsAhead(['other', 'assistant', 'assistant', 'call', 'assistant', 'other', 'assistant'])).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(findCallsAhead(['assistant', 'other', 'call'])).toEqual([false, false, true]);
});
