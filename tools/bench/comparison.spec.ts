import { describe, expect, it } from '@jest/globals';
import { quantileFigures, renderComparison, type CaseSummary } from './comparison.js';

const summary = (firstTokenMs: number | null, failures: Record<string, number> = {}): CaseSummary => ({
  figures: { 'first token ms': firstTokenMs, gap: 2 },
  failures,
});

function reportOf(...summaries: CaseSummary[]): string[] {
  const servers = summaries.map((_, index) => ({ baseUrl: `http://server-${index}/v1`, model: 'gpt-oss' }));
  const report = renderComparison({ servers, cases: [{ labels: { turn: 'all' }, summaries }] });
  return report.split('\n').map((line) => line.replaceAll('|', ' ').trim().replace(/\s+/g, ' '));
}

describe('a comparison', () => {
  it('shows one contender without ratios', () => {
    const report = reportOf(summary(10));
    expect(report[0]).toBe('A: http://server-0/v1, gpt-oss');
    expect(report).toContain('server turn errors first token ms gap');
    expect(report.at(-1)).toBe('A all 0 10.0 2.0');
  });

  it('shows how many times the first figure the second one is, where there are both', () => {
    expect(reportOf(summary(10), summary(15))).toContain('B / A all 1.50 x 1.00 x');
    expect(reportOf(summary(10), summary(null))).toContain('B / A all - 1.00 x');
  });

  it('names what went wrong', () => {
    const report = reportOf(summary(10), summary(10, { 'HTTP 429': 2 }));
    expect(report).toContain('B all 2 10.0 2.0');
    expect(report).toContain('- B, turn all, 2 x HTTP 429');
  });
});

describe('the figures of quantiles', () => {
  it('leave out what is unknown, and tell the largest value if asked', () => {
    expect(quantileFigures('ms', [3, null, 1, 2])).toEqual({ 'ms p50': 2, 'ms p99': 3 });
    expect(quantileFigures('ms', [], true)).toEqual({ 'ms p50': null, 'ms p99': null, 'ms max': null });
  });
});
