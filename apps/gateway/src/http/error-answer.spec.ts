import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import { toErrorAnswer } from './error-answer.js';

const ID = 'req_1';
const anthropic = { type: 'error', request_id: ID, error: expect.objectContaining({ type: expect.any(String) }) };
const openAi = { error: { message: expect.any(String), type: expect.any(String), param: null, code: 'not_found' } };

describe('an error', () => {
  it.each(['/v1/messages', '/v1/messages?beta=true', '/v1/messages/count_tokens', '/v1/messages/batches/unknown'])(
    'is told in the dialect of Anthropic at %s',
    (address) => {
      expect(toErrorAnswer(new ServingError('not_found'), address, ID)).toMatchObject({ status: 404, body: anthropic });
    },
  );

  it.each(['/v1/chat/completions', '/v1/messagesx', '/v2/messages', '/v1', '/', '', '/?/v1/messages'])(
    'is told in the dialect of OpenAI at %j',
    (address) => {
      expect(toErrorAnswer(new ServingError('not_found'), address, ID).body).toEqual(openAi);
    },
  );

  it('has the status of its dialect', () => {
    const overloaded = new ServingError('overloaded');
    expect(toErrorAnswer(overloaded, '/v1/messages', ID).status).toBe(529);
    expect(toErrorAnswer(overloaded, '/v1/responses', ID).status).toBe(503);
  });

  it.each([
    ['overloaded', 'true'],
    ['generation_failed', 'true'],
    ['rate_limit_exceeded', 'true'],
    ['poisonous_request', 'false'],
    ['generation_changed', 'false'],
    ['invalid_value', 'false'],
    ['cancelled', 'false'],
  ] as const)('%s tells clients whether to send the request again: %s', (code, expected) => {
    expect(toErrorAnswer(new ServingError(code), '/', ID).headers).toEqual({ 'x-should-retry': expected });
  });

  it('says when to come again, never too early', () => {
    const limited = new ServingError('rate_limit_exceeded', undefined, { retryAfterSeconds: 1.2344 });
    expect(toErrorAnswer(limited, '/', ID).headers).toMatchObject({ 'retry-after': '2', 'retry-after-ms': '1235' });
  });
});
