import { describe, expect, it } from '@jest/globals';
import { parseRetrieveQuery } from './parse-retrieve-query.js';

const NOTHING = { encryptedContent: false, logprobs: false };

describe('how a stored response is wanted', () => {
  it.each([
    [{}, { stream: false, startingAfter: null, include: NOTHING }],
    [{ stream: 'false' }, { stream: false, startingAfter: null, include: NOTHING }],
    [
      { stream: 'true', starting_after: '0', include_obfuscation: 'true' },
      { stream: true, startingAfter: 0, include: NOTHING },
    ],
    [
      { 'include[]': ['reasoning.encrypted_content', 'message.output_text.logprobs'] },
      { stream: false, startingAfter: null, include: { encryptedContent: true, logprobs: true } },
    ],
    [
      { include: 'reasoning.encrypted_content', unknown: 'x' },
      { stream: false, startingAfter: null, include: { encryptedContent: true, logprobs: false } },
    ],
  ])('is read from %j', (query, wanted) => {
    expect(parseRetrieveQuery(query)).toEqual(wanted);
  });

  it.each([
    [{ stream: 'yes' }, 'stream'],
    [{ stream: ['true', 'true'] }, 'stream'],
    [{ starting_after: '-1' }, 'starting_after'],
    [{ starting_after: '1.5' }, 'starting_after'],
    [{ starting_after: 'abc' }, 'starting_after'],
    [{ starting_after: '12345678901' }, 'starting_after'],
    [{ include_obfuscation: '1' }, 'include_obfuscation'],
  ])('is refused, naming the parameter, for %j', (query, param) => {
    expect(() => parseRetrieveQuery(query)).toThrow(expect.objectContaining({ param }));
  });
});
