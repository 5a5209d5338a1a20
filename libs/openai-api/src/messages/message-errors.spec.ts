import { describe, expect, it } from '@jest/globals';
import { ERRORS, ServingError, type ErrorCode } from '#protocol';
import { toAnthropicStatus, toAnthropicErrorBody } from './message-errors.js';

const CODES = Object.keys(ERRORS) as ErrorCode[];

describe('an error in the dialect of Messages', () => {
  it.each([
    ['invalid_type', 400, 'invalid_request_error'],
    ['unsupported_media_type', 415, 'invalid_request_error'],
    ['idempotency_key_reused', 422, 'invalid_request_error'],
    ['invalid_api_key', 401, 'authentication_error'],
    ['insufficient_permissions', 403, 'permission_error'],
    ['model_not_found', 404, 'not_found_error'],
    ['request_too_large', 413, 'request_too_large'],
    ['rate_limit_exceeded', 429, 'rate_limit_error'],
    ['cancelled', 499, 'api_error'],
    ['internal_error', 500, 'api_error'],
    ['overloaded', 529, 'overloaded_error'],
    ['shutting_down', 529, 'overloaded_error'],
  ] as const)('of code %s has status %i and type %s', (code, status, type) => {
    const error = new ServingError(code);
    expect(toAnthropicStatus(error)).toBe(status);
    expect(toAnthropicErrorBody(error, 'req_1').error.type).toBe(type);
  });

  it('says what is wrong and where, and in which request', () => {
    const error = new ServingError('invalid_type', 'Invalid type.', { param: 'messages[0].content' });
    expect(toAnthropicErrorBody(error, 'req_1')).toEqual({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'Invalid type.',
        details: { error_code: 'invalid_type', param: 'messages[0].content' },
      },
      request_id: 'req_1',
    });
  });

  it('is tried again by the SDK wherever that may help', () => {
    const isTriedAgain = (status: number): boolean =>
      status === 408 || status === 409 || status === 429 || status >= 500;
    const wrong = CODES.filter(
      (code) => ERRORS[code].retryable && !isTriedAgain(toAnthropicStatus(new ServingError(code))),
    );
    expect(wrong).toEqual([]);
  });
});
