export const NOTHING = { passed: 0, failed: 0, skipped: 0, tests: 0 };
export const PASSED = { ...NOTHING, passed: 1 };
export const FAILED = { ...NOTHING, failed: 1 };

export function addTotals(left, right) {
  return Object.fromEntries(Object.keys(NOTHING).map((name) => [name, left[name] + right[name]]));
}

/** Jest's results as totals. A test file that cannot be run is one failure, and so is any other reason for Jest to fail. */
export function fromJest(results, exitStatus) {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && exitStatus !== 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
    tests: results.numPassedTests + results.numFailedTests,
  };
}

/** Nothing failed, and something ran. */
export function isSuccess({ passed, failed }) {
  return failed === 0 && passed > 0;
}

export function renderTotals({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
