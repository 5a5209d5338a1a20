import { renderTable } from './markdown-table.js';
import { percentile } from './statistics.js';

/** Named numbers, in the order of the table's columns; null where nothing was measured. */
export type Figures = Record<string, number | null>;

/** What one contender did in one case. */
export interface CaseSummary {
  figures: Figures;
  /** How often each reason occurred. */
  failures: Record<string, number>;
}

/** One case of a scenario, with a summary for each contender in the order they were given. */
export interface ComparedCase {
  /** What makes the case: lengths, turns. The same names in all cases of a scenario. */
  labels: Record<string, string | number>;
  summaries: CaseSummary[];
}

export interface Comparison {
  servers: { baseUrl: string; model: string }[];
  cases: ComparedCase[];
}

/** All cases in one table, the ratios of the second contender to the first below each, then what went wrong. */
export function renderComparison({ servers, cases }: Comparison): string {
  const names = servers.map(({ baseUrl, model }, index) => `${serverName(index)}: ${baseUrl}, ${model}`);
  const [first] = cases;
  if (first === undefined) return names.join('\n');
  const header = ['server', ...Object.keys(first.labels), 'errors', ...Object.keys(first.summaries[0]?.figures ?? {})];
  const failures = cases.flatMap(failureLines);
  const parts = [
    names.join('\n'),
    renderTable(header, cases.flatMap(rowsOf)),
    failures.length === 0 ? '' : ['Errors:', ...failures].join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The figures of quantiles: `… p50`, `… p99`, and `… max` if asked for. */
export function quantileFigures(title: string, values: readonly (number | null)[], withMaximum = false): Figures {
  const known = values.filter((value) => value !== null);
  return {
    [`${title} p50`]: percentile(known, 50),
    [`${title} p99`]: percentile(known, 99),
    ...(withMaximum && { [`${title} max`]: percentile(known, 100) }),
  };
}

function rowsOf({ labels, summaries }: ComparedCase): string[][] {
  const cells = Object.values(labels).map(String);
  const rows = summaries.map(({ figures, failures }, index) => [
    serverName(index),
    ...cells,
    String(Object.values(failures).reduce((total, count) => total + count, 0)),
    ...Object.values(figures).map((figure) => (figure === null ? '-' : figure.toFixed(1))),
  ]);
  const [first, second] = summaries;
  if (first === undefined || second === undefined) return rows;
  return [...rows, ['B / A', ...cells, '', ...ratios(first.figures, second.figures)]];
}

function ratios(first: Figures, second: Figures): string[] {
  return Object.entries(first).map(([name, base]) => {
    const figure = second[name] ?? null;
    return figure === null || base === null || base === 0 ? '-' : `${(figure / base).toFixed(2)} x`;
  });
}

function failureLines({ labels, summaries }: ComparedCase): string[] {
  const place = Object.entries(labels)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return summaries.flatMap(({ failures }, index) =>
    Object.entries(failures).map(([reason, count]) => `- ${serverName(index)}, ${place}, ${count} x ${reason}`),
  );
}

function serverName(index: number): string {
  return index === 0 ? 'A' : 'B';
}
