import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository; two levels above this package whether it runs from src or from dist. */
export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Folders of every package, app and tool, relative to the root, sorted. */
export function projectFolders(root: string = workspaceRoot): string[] {
  return ['apps', 'packages', 'tools'].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}`)
      .sort(),
  );
}

/** Files below `folder` that `wanted` accepts, relative to the root, sorted; dist and node_modules are left out. */
export function filesBelow(folder: string, wanted: (path: string) => boolean, root: string = workspaceRoot): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return ['dist', 'node_modules'].includes(entry.name) ? [] : filesBelow(path, wanted, root);
      return wanted(path) ? [path] : [];
    })
    .sort();
}
