import { renderTable } from '../bench/markdown-table.js';
import { percentile } from '../bench/statistics.js';
import type { CampaignResult } from './campaign.js';

/** What a campaign came to, for a person. */
export function renderReport({
  seed,
  durationMs,
  marks,
  outcomes,
  resumptions,
  gaps,
  tokens,
  violations,
}: CampaignResult): string {
  const kills = marks.filter(({ name }) => name.startsWith('kill')).length;
  const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return [
    `Seed ${seed}: ${kills} kills and ${marks.length - kills} freezes and drains in ${Math.round(durationMs / 1_000)} s.`,
    renderTable(['done to the cluster', 'times'], countNames(marks.map(({ name }) => name))),
    renderTable(
      [`of ${requests} requests`, 'number'],
      [
        ...Object.entries(outcomes).map(([outcome, count]) => [outcome, String(count)]),
        ['resumptions', String(resumptions)],
      ],
    ),
    renderTable(
      ['silence of a stream at kill -9 of its worker', 'number', 'p50 ms', 'p99 ms', 'max ms'],
      [
        gapRow('all', gaps),
        gapRow(
          'while nothing else was disturbed',
          gaps.filter(({ isAlone }) => isAlone),
        ),
      ],
    ),
    renderTable(
      ['tokens', 'number'],
      Object.entries(tokens).map(([what, count]) => [what, String(count)]),
    ),
    violations.length === 0 ? 'Every promise was kept.' : renderViolations(violations),
  ].join('\n\n');
}

function countNames(names: readonly string[]): [string, string][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one.localeCompare(other)).map(([name, count]) => [name, String(count)]);
}

function gapRow(name: string, gaps: CampaignResult['gaps']): string[] {
  const lengths = gaps.map(({ ms }) => ms);
  const figures = [percentile(lengths, 50), percentile(lengths, 99), percentile(lengths, 100)];
  return [name, String(gaps.length), ...figures.map((figure) => (figure === null ? '-' : figure.toFixed(0)))];
}

const SHOWN = 20;

function renderViolations(violations: CampaignResult['violations']): string {
  const lines = violations.slice(0, SHOWN).map(({ property, request, message }) => {
    const what = request === null ? property : `${property}, request ${request}`;
    return `- ${what}: ${message.slice(0, 400)}`;
  });
  const more = violations.length > SHOWN ? [`- and ${violations.length - SHOWN} more`] : [];
  return [`${violations.length} broken promises:`, ...lines, ...more].join('\n');
}
