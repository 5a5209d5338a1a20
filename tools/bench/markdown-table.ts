/** A markdown table whose columns line up in a terminal too; the first column to the left, the others to the right. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const lines = [header, rule, ...rows].map((cells) =>
    cells.map((cell, column) => align(cell, column, widths[column])),
  );
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function align(cell: string, column: number, width = 0): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
