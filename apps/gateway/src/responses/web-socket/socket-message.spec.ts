import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ServingError } from '#protocol';
import { parseSocketMessage, toErrorMessage } from './socket-message.js';

function refusalOf(text: string): unknown {
  try {
    return parseSocketMessage(text);
  } catch (error) {
    return error instanceof ServingError ? [error.meaning.status, error.code, error.param] : error;
  }
}

describe('a message of a client', () => {
  it('is the body of a response, beside its type or under it, and always a stream', () => {
    const body = { model: 'm', input: 'Hi', stream: true };
    expect(parseSocketMessage('{"type":"response.create","model":"m","input":"Hi"}')).toMatchObject(body);
    expect(
      parseSocketMessage('{"type":"response.create","response":{"model":"m","input":"Hi","stream":false}}'),
    ).toEqual(body);
    expect(parseSocketMessage('{"type":"response.create","generate":true,"stream_id":null}')).toMatchObject({
      stream: true,
    });
  });

  it.each([
    ['', [400, 'invalid_json', null]],
    ['{', [400, 'invalid_json', null]],
    ['"response.create"', [400, 'invalid_type', null]],
    ['[]', [400, 'invalid_type', null]],
    ['null', [400, 'invalid_type', null]],
    ['{}', [400, 'invalid_value', 'type']],
    ['{"type":"response.steer"}', [400, 'invalid_value', 'type']],
    ['{"type":"response.create","stream_id":"a"}', [400, 'unsupported_parameter', 'stream_id']],
    ['{"type":"response.create","generate":false}', [400, 'unsupported_parameter', 'generate']],
  ])('is refused when it is %s', (text, refusal) => {
    expect(refusalOf(text)).toEqual(refusal);
  });

  it('is a body or refused, whatever it is', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ type: 'response.create', response: value })),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const read = refusalOf(text);
        expect(Array.isArray(read) ? read[0] : read).toEqual(
          Array.isArray(read) ? 400 : expect.objectContaining({ stream: true }),
        );
      }),
    );
  });
});

describe('an error', () => {
  it('is a message with its status and what HTTP says of it', () => {
    const error = new ServingError('model_not_found', 'There is none.', { param: 'model' });
    expect(JSON.parse(toErrorMessage(error))).toEqual({
      type: 'error',
      status: 404,
      error: { type: 'invalid_request_error', code: 'model_not_found', message: 'There is none.', param: 'model' },
    });
  });
});
