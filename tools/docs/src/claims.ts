import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inventory } from './inventory.ts';
import { testNames } from './test-names.ts';
import { filesBelow, projectFolders, workspaceRoot } from './workspace.ts';

/** A test that says in its name which row of the inventory it shows. */
export interface Claim {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** The test's name without the ids at its end. */
  readonly test: string;
}

const bracket = /\[([sS]\d+-\d+[^\]]*)\]/g;

/** Claims in one file. A contract suite (`*.contract.ts`) claims for those who run it. Skipped tests claim nothing. */
export function claimsIn(source: string, file: string): Claim[] {
  return testNames(source, file)
    .filter((test) => test.runs)
    .flatMap(({ name, line }) => {
      const ids = [...name.matchAll(bracket)].flatMap((match) => (match[1] ?? '').split(/[,\s]+/).filter(Boolean));
      const test = name.replaceAll(bracket, '').replaceAll(/\s+/g, ' ').trim();
      return ids.map((id) => ({ id, file, line, test }));
    });
}

export function claims(root: string = workspaceRoot): Claim[] {
  return projectFolders(root)
    .flatMap((folder) => filesBelow(folder, (path) => /\.(test|contract)\.ts$/.test(path), root))
    .flatMap((file) => claimsIn(readFileSync(join(root, file), 'utf8'), file));
}

/** Claims whose id the inventory does not have: a typing error, which would leave a row open unnoticed. */
export function unknownClaims(all: readonly Claim[], { groups }: Inventory): Claim[] {
  const known = new Set(groups.flatMap((group) => group.rows.map((row) => row.id)));
  return all.filter((claim) => !known.has(claim.id));
}
