import { describe, expect, it } from '@jest/globals';
import { renderTable } from './markdown-table.js';
import { renderReport } from './report.js';
import type { LevelSummary } from './statistics.js';

const summary = (tokensPerSecond: number, failures: Record<string, number> = {}): LevelSummary => ({
  completed: 3,
  failures,
  firstEventMs: { p50: 1, p99: 2 },
  firstTokenMs: { p50: tokensPerSecond / 10, p99: 20 },
  firstAnswerMs: null,
  gapMs: { p50: 0.04, p99: 5 },
  tokensPerSecond,
  requestsPerSecond: 1,
  processes: [{ name: 'worker', cpuSeconds: 1.5, residentBytes: 2 ** 20, cpuMicrosecondsPerToken: 12.34 }],
});

function reportOf(...summaries: LevelSummary[]): string {
  const servers = summaries.map((_, index) => ({ baseUrl: `http://server-${index}/v1`, model: 'gpt-oss' }));
  return renderReport({ servers, levels: [{ streams: 8, summaries }] });
}

describe('a markdown table', () => {
  it('lines up, the first column to the left and figures to the right', () => {
    expect(
      renderTable(
        ['name', 'x'],
        [
          ['a', '1'],
          ['longer', '1234'],
        ],
      ).split('\n'),
    ).toEqual(['| name   |    x |', '| ------ | ---: |', '| a      |    1 |', '| longer | 1234 |']);
  });
});

describe('the report', () => {
  it('shows one server without ratios, and a dash for what was not measured', () => {
    const report = reportOf(summary(100));
    expect(report).toContain('A: http://server-0/v1, gpt-oss');
    expect(report).not.toContain('B / A');
    expect(rowOf(report, 'A')).toEqual('A 8 3 0 1.0 2.0 10.0 20.0 - - 0.0 5.0 100.0 1.0');
  });

  it('puts the ratios of the second server to the first below each level', () => {
    const report = reportOf(summary(100), summary(150));
    expect(rowOf(report, 'B / A')).toEqual('B / A 8 1.00 x 1.00 x 1.50 x 1.00 x - - 1.00 x 1.00 x 1.50 x 1.00 x');
  });

  it('shows what the processes used', () => {
    const report = reportOf(summary(100));
    expect(rowOf(report, 'worker')).toEqual('worker A 8 1.50 12.3 1.0');
  });

  it('names every error with how often it occurred', () => {
    const report = reportOf(summary(100, { 'HTTP 429': 2 }));
    expect(report).toContain('- A, 8 streams, 2 x HTTP 429');
    expect(rowOf(report, 'A')).toMatch(/^A 8 3 2 /);
  });
});

/** The cells of the first row that starts with this one, with single spaces between them. */
function rowOf(report: string, firstCell: string): string {
  const line = report.split('\n').find((row) => row.startsWith(`| ${firstCell} `)) ?? '';
  return line.replaceAll('|', ' ').trim().replace(/\s+/g, ' ');
}
