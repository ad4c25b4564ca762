export interface BenchOptions {
  readonly seconds: number;
  readonly peers: boolean;
}

export interface Row {
  readonly name: string;
  /** By column; `null` where it could not be measured. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly note?: string;
}

export interface BenchResult {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What the figures come down to, each with its target. */
  readonly ratios: readonly { readonly what: string; readonly value: number | null; readonly target: string }[];
}

export function print({ title, rows, ratios }: BenchResult): void {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const cells = [['', ...columns], ...rows.map(({ name, figures }) => [name, ...columns.map((column) => figure(figures[column]))])];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  console.log(`\n${title}\n`);
  cells.forEach((row, index) => console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ') + (rows[index - 1]?.note ? `  ${rows[index - 1]!.note}` : '')));
  console.log('');
  for (const { what, value, target } of ratios) console.log(`${figure(value).padStart(10)}  ${what} (target ${target})`);
}

function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
