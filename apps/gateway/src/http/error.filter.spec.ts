import { describe, expect, it } from '@jest/globals';
import { type ArgumentsHost, HttpException } from '@nestjs/common';
import { ServingError } from '#protocol';
import { createLogger } from '#telemetry';
import { ErrorFilter } from './error.filter.js';

/** The status and the code that something is answered with that was thrown. */
function answerTo(thrown: unknown): [status: unknown, code: unknown] {
  const answer: { status?: number; body?: { error: { code: unknown } } } = {};
  const reply = {
    raw: {},
    status: (status: number) => {
      answer.status = status;
      return reply;
    },
    headers: () => reply,
    send: (body: typeof answer.body) => Object.assign(answer, { body }),
  };
  const http = { getResponse: () => reply, getRequest: () => ({ url: '/docs/static/x', id: 'req_1', headers: {} }) };
  const filter = new ErrorFilter({ refused: () => undefined }, createLogger('gateway', 'silent'));
  filter.catch(thrown, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return [answer.status, answer.body?.error.code];
}

const withStatus = (statusCode: number): Error => Object.assign(new Error('Refused'), { statusCode });

describe('what was thrown', () => {
  it.each<[string, unknown, number, string]>([
    ['one of ours', new ServingError('overloaded'), 503, 'overloaded'],
    ['no JSON', new HttpException('', 400), 400, 'invalid_json'],
    ['a body that is too large', new HttpException('', 413), 413, 'request_too_large'],
    ['a file that nobody may have', withStatus(403), 404, 'not_found'],
    ['the same as Nest has it', new HttpException('', 403), 404, 'not_found'],
    ['a file that is not there', withStatus(404), 404, 'not_found'],
    ['a path that is none', withStatus(400), 400, 'invalid_request'],
    ['a range that a file does not have', withStatus(416), 400, 'invalid_request'],
    ['a failure of a plugin', withStatus(503), 500, 'internal_error'],
    ['anything else', new TypeError('of null'), 500, 'internal_error'],
    ['no error at all', 'nothing', 500, 'internal_error'],
  ])('is answered by our table: %s', (_, thrown, status, code) => {
    expect(answerTo(thrown)).toEqual([status, code]);
  });
});
