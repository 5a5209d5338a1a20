import { describe, expect, it } from '@jest/globals';
import { percentile, summarize, type BenchRun } from './statistics.js';

const completed = (firstTokenMs: number | null, gapsMs: number[], tokens: number) => ({
  type: 'completed' as const,
  firstEventMs: 1,
  firstTokenMs,
  firstAnswerMs: null,
  gapsMs,
  tokens,
  promptTokens: null,
  cachedTokens: null,
  answer: '',
});

describe('percentiles', () => {
  it('are values that were measured, whatever the order', () => {
    const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(oneToHundred, 50)).toBe(50);
    expect(percentile(oneToHundred, 99)).toBe(99);
    expect(percentile([10, 9, 100], 50)).toBe(10);
    expect(percentile([7], 99)).toBe(7);
  });

  it('of nothing are unknown', () => {
    expect(percentile([], 50)).toBeNull();
  });
});

describe('the summary of a level', () => {
  const rounds: BenchRun[] = [
    {
      outcomes: [completed(10, [1, 2], 30), { type: 'failed', reason: 'HTTP 429' }],
      durationMs: 1000,
      processes: [{ name: 'worker', cpuSeconds: 0.5, residentBytes: 100 }],
    },
    {
      outcomes: [completed(null, [3], 10), { type: 'failed', reason: 'HTTP 429' }],
      durationMs: 1000,
      processes: [{ name: 'worker', cpuSeconds: 0.3, residentBytes: 200 }],
    },
  ];

  it('takes quantiles over all rounds and rates over all their time', () => {
    expect(summarize(rounds)).toMatchObject({
      completed: 2,
      failures: { 'HTTP 429': 2 },
      firstTokenMs: { p50: 10, p99: 10 },
      firstAnswerMs: null,
      gapMs: { p50: 2, p99: 3 },
      tokensPerSecond: 20,
      requestsPerSecond: 1,
    });
  });

  it('adds up CPU time and keeps the highest memory', () => {
    expect(summarize(rounds).processes).toEqual([
      { name: 'worker', cpuSeconds: 0.8, residentBytes: 200, cpuMicrosecondsPerToken: 20_000 },
    ]);
  });

  it('does not guess the use of a process that ended in one of the rounds', () => {
    const died: BenchRun = {
      outcomes: [],
      durationMs: 1,
      processes: [{ name: 'worker', cpuSeconds: null, residentBytes: 100 }],
    };
    expect(summarize([...rounds, died]).processes).toMatchObject([{ cpuSeconds: null, cpuMicrosecondsPerToken: null }]);
  });
});
