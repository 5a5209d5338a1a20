import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import { toErrorBody } from './errors.js';

describe('an error body', () => {
  it('has the four fields OpenAI clients read, null where there is no parameter at fault', () => {
    const error = new ServingError('invalid_value', 'Too hot.', { param: 'temperature' });
    expect(toErrorBody(error)).toEqual({
      error: { message: 'Too hot.', type: 'invalid_request_error', param: 'temperature', code: 'invalid_value' },
    });
    expect(toErrorBody(new ServingError('overloaded')).error).toMatchObject({ type: 'server_error', param: null });
  });
});
