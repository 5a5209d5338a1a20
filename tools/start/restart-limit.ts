export const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;

/** The deaths that count at `nowMs`, this one included: those of the last minute. */
export function recentDeaths(earlierMs: readonly number[], nowMs: number): number[] {
  return [...earlierMs.filter((diedMs) => nowMs - diedMs < WITHIN_MS), nowMs];
}

/** Whether a process that died so often is started again. */
export function mayRestart(deathsMs: readonly number[]): boolean {
  return deathsMs.length <= MOST_RESTARTS;
}
