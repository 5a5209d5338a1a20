import { describe, expect, it } from '@jest/globals';
import { backOffMs } from './back-off.js';

describe('the back-off', () => {
  it('doubles from 100 ms up to 2 s', () => {
    expect([0, 1, 2, 3, 4, 5, 1_000_000].map((failures) => backOffMs(failures, 0))).toEqual([
      100, 200, 400, 800, 1_600, 2_000, 2_000,
    ]);
  });

  it('takes away at most half', () => {
    expect(backOffMs(0, 0.999)).toBeGreaterThan(50);
  });
});
