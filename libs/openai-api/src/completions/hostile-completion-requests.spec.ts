import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import fc from 'fast-check';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { nearly } from '../../../../test/support/mutations.js';
import { completionWith, RICH_COMPLETION } from './completion-request.fixture.js';
import { parseCompletionRequest } from './parse-completion-request.js';

function expectAnswerOrRefusal(body: unknown): void {
  try {
    parseCompletionRequest(body, CONTEXT);
  } catch (error) {
    if (!(error instanceof ServingError)) throw error;
    expect(error.meaning.status).toBe(400);
    expect(error.message.length).toBeLessThan(1_000);
  }
}

describe('whatever is sent as a legacy completion', () => {
  it('is understood or refused with status 400, if it is any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), expectAnswerOrRefusal), { numRuns: 5_000 });
  });

  it('is understood or refused with status 400, if its prompt is any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (prompt) => expectAnswerOrRefusal(completionWith({ prompt }))),
      { numRuns: 5_000 },
    );
  });

  it('is understood or refused with status 400, if it is nearly a valid request', () => {
    fc.assert(fc.property(nearly(RICH_COMPLETION), expectAnswerOrRefusal), { numRuns: 10_000 });
  });

  it('may have millions of tokens', () => {
    const prompt = new Array<number>(4_000_000).fill(1);
    const { requests } = parseCompletionRequest(completionWith({ prompt }), CONTEXT);
    expect(requests[0]?.prompt).toEqual({ type: 'tokens', tokenIds: prompt, mayHoldControl: false });
  });

  it('is refused at once when it is a deep or large value in any place', () => {
    const depth = 100_000;
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, 1]));
    for (const value of [deep, large, { a: deep }, [large]]) {
      for (const field of Object.keys(RICH_COMPLETION)) expectAnswerOrRefusal({ ...RICH_COMPLETION, [field]: value });
    }
  });
});
