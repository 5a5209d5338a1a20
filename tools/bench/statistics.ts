import type { LoadResult } from './load.js';
import type { ProcessUse } from './process-sampling.js';
import type { CompletedRequest, RequestOutcome } from './stream-timeline.js';

/** One load against one server, with what the watched processes used meanwhile. */
export interface BenchRun extends LoadResult {
  processes: ProcessUse[];
}

export interface Quantiles {
  p50: number;
  p99: number;
}

/** All rounds of one level against one server. Quantiles are null where nothing was measured. */
export interface LevelSummary {
  completed: number;
  /** How often each reason occurred. */
  failures: Record<string, number>;
  firstEventMs: Quantiles | null;
  firstTokenMs: Quantiles | null;
  firstAnswerMs: Quantiles | null;
  gapMs: Quantiles | null;
  tokensPerSecond: number;
  requestsPerSecond: number;
  processes: ProcessSummary[];
}

export interface ProcessSummary extends ProcessUse {
  cpuMicrosecondsPerToken: number | null;
}

/** The smallest value that at least `percent` of all values do not exceed (nearest rank); null for no values. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? null;
}

/** Puts the rounds together: quantiles over all their requests, rates over all their time. */
export function summarize(runs: readonly BenchRun[]): LevelSummary {
  const outcomes = runs.flatMap((run) => run.outcomes);
  const completed = outcomes.filter((outcome) => outcome.type === 'completed');
  const tokens = sum(completed.map((outcome) => outcome.tokens));
  const seconds = sum(runs.map((run) => run.durationMs)) / 1000;
  return {
    completed: completed.length,
    failures: countFailures(outcomes),
    firstEventMs: quantilesOf(completed, (outcome) => outcome.firstEventMs),
    firstTokenMs: quantilesOf(completed, (outcome) => outcome.firstTokenMs),
    firstAnswerMs: quantilesOf(completed, (outcome) => outcome.firstAnswerMs),
    gapMs: quantiles(completed.flatMap((outcome) => outcome.gapsMs)),
    tokensPerSecond: seconds === 0 ? 0 : tokens / seconds,
    requestsPerSecond: seconds === 0 ? 0 : completed.length / seconds,
    processes: summarizeProcesses(runs, tokens),
  };
}

/** How often each reason occurred. */
export function countFailures(outcomes: readonly RequestOutcome[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    if (outcome.type === 'failed') counts.set(outcome.reason, (counts.get(outcome.reason) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function quantilesOf(
  completed: readonly CompletedRequest[],
  value: (outcome: CompletedRequest) => number | null,
): Quantiles | null {
  return quantiles(completed.map(value).filter((measured) => measured !== null));
}

function quantiles(values: readonly number[]): Quantiles | null {
  const [p50, p99] = [percentile(values, 50), percentile(values, 99)];
  return p50 === null || p99 === null ? null : { p50, p99 };
}

function summarizeProcesses(runs: readonly BenchRun[], tokens: number): ProcessSummary[] {
  const names = runs[0]?.processes.map(({ name }) => name) ?? [];
  return names.map((name, index) => {
    const uses = runs.map((run) => run.processes[index]);
    const cpuSeconds = combine(
      uses.map((use) => use?.cpuSeconds ?? null),
      sum,
    );
    const residentBytes = combine(
      uses.map((use) => use?.residentBytes ?? null),
      (values) => Math.max(...values),
    );
    const cpuMicrosecondsPerToken = cpuSeconds === null || tokens === 0 ? null : (cpuSeconds * 1e6) / tokens;
    return { name, cpuSeconds, residentBytes, cpuMicrosecondsPerToken };
  });
}

/** One unknown part makes the whole unknown. */
function combine(values: (number | null)[], fold: (known: number[]) => number): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : fold(known);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
