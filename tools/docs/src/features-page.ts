import type { Claim } from './claims.ts';
import type { Inventory, Row } from './inventory.ts';
import { generatedNotice, headingAnchor, table, tableCell } from './markdown.ts';

/** docs/features.md: each promised behaviour with the tests that show it, or the issue that will. */
export function featuresPage({ groups }: Inventory, claims: readonly Claim[]): string {
  const byId = grouped(claims);
  const shown = (rows: readonly Row[]) => rows.filter((row) => byId.has(row.id)).length;
  const all = groups.flatMap((group) => group.rows);
  const overview = groups.map(({ number, title, rows }) => [
    `[${number}. ${title}](#${headingAnchor(`${number}. ${title}`)})`,
    bar(shown(rows), rows.length),
    `${shown(rows)} of ${rows.length}`,
  ]);
  const sections = groups.map(({ number, title, rows }) => {
    const lines = rows.map((row) => [row.id, tableCell(row.title), state(row, byId.get(row.id) ?? [])]);
    return `## ${number}. ${title}\n\n${table(['Row', 'Behaviour', 'Shown by'], lines)}`;
  });
  return [
    '# Features',
    generatedNotice('the names of the tests'),
    `${shown(all)} of ${all.length} behaviours are shown by a test that fails when the behaviour is taken away; the others name the issue that delivers them.`,
    table(['Group', '', 'Shown'], overview),
    ...sections,
  ].join('\n\n') + '\n';
}

function grouped(claims: readonly Claim[]): Map<string, Claim[]> {
  const byId = new Map<string, Claim[]>();
  for (const claim of claims) byId.set(claim.id, [...(byId.get(claim.id) ?? []), claim]);
  return byId;
}

function state(row: Row, claims: readonly Claim[]): string {
  if (claims.length === 0) return `*open*: issue ${row.issue}`;
  return claims.map(({ file, test }) => `${tableCell(test)} ([${shortName(file)}](../${file}))`).join('<br>');
}

/** 'packages/core/src/routing/route.test.ts' is 'core/routing/route'. */
function shortName(file: string): string {
  return file.replace(/^(packages|apps|tools)\//, '').replace('/src/', '/').replace(/\.(test|contract)\.ts$/, '');
}

function bar(done: number, of: number): string {
  const filled = Math.floor((done / of) * 10);
  return '█'.repeat(filled) + '░'.repeat(10 - filled);
}
