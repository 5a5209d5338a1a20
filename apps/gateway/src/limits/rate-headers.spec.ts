import { describe, expect, it } from '@jest/globals';
import { anthropicRateHeaders, rateHeaders, toDuration } from './rate-headers.js';

const standing = {
  requests: { limit: 60, remaining: 58.7, fullInMs: 1_300 },
  tokens: { limit: 1_000, remaining: -40, fullInMs: 62_400.2 },
};

describe('the headers of a limited key', () => {
  it('tell OpenAI clients the limits, what is left, and when all of it is there again', () => {
    expect(rateHeaders(standing)).toEqual({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '58',
      'x-ratelimit-reset-requests': '1.3s',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '1m2.401s',
    });
  });

  it('tell Anthropic clients the same, with the time instead of a duration', () => {
    expect(anthropicRateHeaders(standing, Date.UTC(2026, 10, 24, 12))).toEqual({
      'anthropic-ratelimit-requests-limit': '60',
      'anthropic-ratelimit-requests-remaining': '58',
      'anthropic-ratelimit-requests-reset': '2026-11-24T12:00:01.300Z',
      'anthropic-ratelimit-tokens-limit': '1000',
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': '2026-11-24T12:01:02.401Z',
    });
  });

  it('say nothing of what is not limited', () => {
    expect(Object.keys(rateHeaders({ ...standing, tokens: null }))).toHaveLength(3);
    expect(anthropicRateHeaders({ requests: null, tokens: null }, 0)).toEqual({});
  });
});

describe('a duration', () => {
  it.each([
    [0, '0s'],
    [-5, '0s'],
    [0.2, '1ms'],
    [17, '17ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [8_640, '8.64s'],
    [60_000, '1m0s'],
    [360_000, '6m0s'],
    [3_600_000, '1h0m0s'],
    [3_661_500, '1h1m1.5s'],
  ])('of %d ms is written %s', (milliseconds, expected) => {
    expect(toDuration(milliseconds)).toBe(expected);
  });
});
