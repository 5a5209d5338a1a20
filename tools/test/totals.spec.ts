import { describe, expect, it } from '@jest/globals';
import { FAILED, NOTHING, PASSED, addTotals, fromJest, isSuccess, renderTotals } from './totals.mjs';

const results = {
  numPassedTests: 5,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
};

describe('the totals of npm test', () => {
  it('are the sum of the steps and of the tests that Jest counted', () => {
    expect(renderTotals([PASSED, FAILED, fromJest(results, 0)].reduce(addTotals))).toBe('6 passed, 1 failed');
  });

  it('count a test file that cannot be run as a failure', () => {
    expect(fromJest({ ...results, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }, 1)).toMatchObject({ failed: 3 });
  });

  it('count a failure of Jest that no test explains', () => {
    expect(fromJest(results, 1)).toMatchObject({ passed: 5, failed: 1 });
  });

  it('mention skipped tests only when there are any', () => {
    expect(renderTotals(fromJest({ ...results, numPendingTests: 1, numTodoTests: 1 }, 0))).toBe(
      '5 passed, 0 failed, 2 skipped',
    );
  });

  it('are no success when something failed or nothing ran', () => {
    expect([NOTHING, PASSED, FAILED, addTotals(PASSED, FAILED)].map(isSuccess)).toEqual([false, true, false, false]);
  });
});
