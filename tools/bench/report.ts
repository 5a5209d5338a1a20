import { renderTable } from './markdown-table.js';
import type { LevelSummary, Quantiles } from './statistics.js';

/** One level of concurrency, with a summary for each server in the order they were given. */
export interface LevelResult {
  streams: number;
  summaries: LevelSummary[];
}

export interface BenchResult {
  /** In the order they were given, with the model that was really asked. */
  servers: { baseUrl: string; model: string }[];
  levels: LevelResult[];
}

interface Column {
  title: string;
  cell: (summary: LevelSummary) => string;
  /** The figure that is compared where there are two servers. */
  figure: (summary: LevelSummary) => number | null;
}

const COLUMNS: Column[] = [
  timeColumn('first event ms', (summary) => summary.firstEventMs),
  timeColumn('first token ms', (summary) => summary.firstTokenMs),
  timeColumn('first answer ms', (summary) => summary.firstAnswerMs),
  timeColumn('gap ms', (summary) => summary.gapMs),
  rateColumn('tokens/s', (summary) => summary.tokensPerSecond),
  rateColumn('requests/s', (summary) => summary.requestsPerSecond),
].flat();

/** Everything that was measured, as markdown: the servers, the streams, the processes, what went wrong. */
export function renderReport({ servers, levels }: BenchResult): string {
  const parts = [
    servers.map(({ baseUrl, model }, index) => `${serverName(index)}: ${baseUrl}, ${model}`).join('\n'),
    renderStreams(levels),
    renderProcesses(levels),
    renderFailures(levels),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function renderStreams(levels: readonly LevelResult[]): string {
  const header = ['server', 'streams', 'done', 'errors', ...COLUMNS.map((column) => column.title)];
  const rows = levels.flatMap(({ streams, summaries }) => [
    ...summaries.map((summary, index) => [
      serverName(index),
      String(streams),
      String(summary.completed),
      String(errorCount(summary)),
      ...COLUMNS.map((column) => column.cell(summary)),
    ]),
    ...ratioRows(streams, summaries),
  ]);
  return renderTable(header, rows);
}

function ratioRows(streams: number, [first, second]: readonly LevelSummary[]): string[][] {
  if (first === undefined || second === undefined) return [];
  const ratios = COLUMNS.map(({ figure }) => renderRatio(figure(second), figure(first)));
  return [['B / A', String(streams), '', '', ...ratios]];
}

function renderRatio(second: number | null, first: number | null): string {
  return second === null || first === null || first === 0 ? '-' : `${(second / first).toFixed(2)} x`;
}

function renderProcesses(levels: readonly LevelResult[]): string {
  const rows = levels.flatMap(({ streams, summaries }) =>
    summaries.flatMap((summary, index) =>
      summary.processes.map((use) => [
        use.name,
        serverName(index),
        String(streams),
        renderNumber(use.cpuSeconds, 2),
        renderNumber(use.cpuMicrosecondsPerToken, 1),
        renderNumber(use.residentBytes === null ? null : use.residentBytes / 2 ** 20, 1),
      ]),
    ),
  );
  return rows.length === 0
    ? ''
    : renderTable(['process', 'server', 'streams', 'CPU s', 'CPU µs/token', 'RSS MiB'], rows);
}

function renderFailures(levels: readonly LevelResult[]): string {
  const lines = levels.flatMap(({ streams, summaries }) =>
    summaries.flatMap((summary, index) =>
      Object.entries(summary.failures).map(
        ([reason, count]) => `- ${serverName(index)}, ${streams} streams, ${count} x ${reason}`,
      ),
    ),
  );
  return lines.length === 0 ? '' : ['Errors:', ...lines].join('\n');
}

function timeColumn(title: string, quantiles: (summary: LevelSummary) => Quantiles | null): Column[] {
  return [
    numberColumn(`${title} p50`, (summary) => quantiles(summary)?.p50 ?? null),
    numberColumn('p99', (summary) => quantiles(summary)?.p99 ?? null),
  ];
}

function rateColumn(title: string, rate: (summary: LevelSummary) => number): Column[] {
  return [numberColumn(title, rate)];
}

function numberColumn(title: string, figure: Column['figure']): Column {
  return { title, figure, cell: (summary) => renderNumber(figure(summary), 1) };
}

function renderNumber(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}

function errorCount(summary: LevelSummary): number {
  return Object.values(summary.failures).reduce((total, count) => total + count, 0);
}

function serverName(index: number): string {
  return index === 0 ? 'A' : 'B';
}
