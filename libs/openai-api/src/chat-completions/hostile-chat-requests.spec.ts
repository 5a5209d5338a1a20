import { refusalOf } from './refused-requests.fixture.js';
import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import fc from 'fast-check';
import { nearly } from '../../../../test/support/mutations.js';
import { bodyWith, CONTEXT, RICH_BODY } from './chat-request.fixture.js';
import { parseChatRequest } from './parse-chat-request.js';

function expectAnswerOrRefusal(body: unknown): void {
  try {
    parseChatRequest(body, CONTEXT);
  } catch (error) {
    if (!(error instanceof ServingError)) throw error;
    expect(error.meaning.status).toBe(400);
    expect(error.message.length).toBeLessThan(1_000);
  }
}

describe('whatever a client sends', () => {
  it('is understood or refused with status 400, if it is any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), expectAnswerOrRefusal), { numRuns: 10_000 });
  });

  it('is understood or refused with status 400, if it is nearly a valid request', () => {
    fc.assert(fc.property(nearly(RICH_BODY), expectAnswerOrRefusal), { numRuns: 10_000 });
  });

  it('is not confused by names that every JavaScript object has', () => {
    expectAnswerOrRefusal(JSON.parse('{"__proto__":{"model":"x"},"constructor":5,"messages":{"length":1}}'));
  });

  it('may nest a schema as deep as a reader can follow, and fill it with a million characters', () => {
    const deep = nested(255);
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`property number ${index}`, {}]));
    for (const schema of [deep, { properties: wide }]) {
      const tools = [{ type: 'function', function: { name: 'f', parameters: schema, strict: true } }];
      const format = { type: 'json_schema', json_schema: { name: 'f', schema, strict: true } };
      const { request } = parseChatRequest(bodyWith({ tools, response_format: format }), CONTEXT);
      expect(request.callableTools[0]?.parameters?.schema).toBe(schema);
      expect(request.answerSchema?.schema).toBe(schema);
    }
  });

  it('is refused by name when it nests a schema deeper than that', () => {
    for (const depth of [256, 100_000]) {
      const tools = [{ type: 'function', function: { name: 'f', parameters: nested(depth) } }];
      expect(refusalOf(bodyWith({ tools }))).toMatchObject({
        code: 'invalid_value',
        param: 'tools[0].function.parameters',
      });
    }
  });

  it('is refused at once when it is a deep or large value in any other place', () => {
    const depth = 100_000;
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, 1]));
    for (const value of [deep, large, { a: deep }, [large]]) {
      for (const field of Object.keys(RICH_BODY)) expectAnswerOrRefusal({ ...RICH_BODY, [field]: value });
    }
  });
});

/** An object with so many levels of lists in it. */
function nested(depth: number): unknown {
  return JSON.parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
}
