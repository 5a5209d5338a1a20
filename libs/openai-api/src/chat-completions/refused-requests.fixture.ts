import { expect, it } from '@jest/globals';
import { ServingError, type ErrorCode } from '#protocol';
import { bodyWith, CONTEXT } from './chat-request.fixture.js';
import { parseChatRequest } from './parse-chat-request.js';

/** The error a body is refused with; a body that is accepted fails the test. */
export function refusalOf(body: unknown): ServingError {
  try {
    parseChatRequest(body, CONTEXT);
  } catch (error) {
    if (error instanceof ServingError) return error;
    throw error;
  }
  throw new Error('The body was accepted');
}

export type Case = [fields: Record<string, unknown>, code: ErrorCode, param: string];

/** One test for each body: refused with status 400, this code, and this field named. */
export function itRefuses(cases: readonly Case[]): void {
  it.each(cases)('%j as %s at %s', (fields, code, param) => {
    expect(refusalOf(bodyWith(fields))).toMatchObject({ code, param, meaning: { status: 400 } });
  });
}
