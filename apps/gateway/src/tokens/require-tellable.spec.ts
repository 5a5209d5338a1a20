import { describe, expect, it } from '@jest/globals';
import { MOST_TOLD_TOKENS, requireTellable } from './require-tellable.js';

describe('the tokens of an answer', () => {
  it('may be more than any context holds, but not any number', () => {
    const most = new Array<number>(MOST_TOLD_TOKENS).fill(1);
    expect(() => requireTellable(most, 'prompt')).not.toThrow();
    expect(() => requireTellable([...most, 1], 'prompt')).toThrow(
      expect.objectContaining({ code: 'invalid_value', param: 'prompt' }),
    );
  });
});
