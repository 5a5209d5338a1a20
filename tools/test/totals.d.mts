export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  /** Tests that Jest ran; the other steps count as passed or failed only. */
  tests: number;
}

/** Jest's own words. */
export interface JestResults {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
}

export const NOTHING: Totals;
export const PASSED: Totals;
export const FAILED: Totals;
export function addTotals(left: Totals, right: Totals): Totals;
export function fromJest(results: JestResults, exitStatus: number): Totals;
export function isSuccess(totals: Totals): boolean;
export function renderTotals(totals: Totals): string;
