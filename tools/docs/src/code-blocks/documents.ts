import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, projectFolders, workspaceRoot } from '../workspace.ts';
import { fencedBlocks, type FencedBlock } from './fenced-blocks.ts';

/** README.md, CONTRIBUTING.md, everything in docs/ and each package's README.md. */
export function documents(root: string = workspaceRoot): string[] {
  const readmes = ['README.md', 'CONTRIBUTING.md', ...projectFolders(root).map((folder) => `${folder}/README.md`)];
  return [...readmes.filter((path) => existsSync(join(root, path))), ...filesBelow('docs', (path) => path.endsWith('.md'), root)];
}

export function documentedBlocks(root: string = workspaceRoot): FencedBlock[] {
  return documents(root).flatMap((file) => fencedBlocks(readFileSync(join(root, file), 'utf8'), file));
}
