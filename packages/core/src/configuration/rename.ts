import type { Alias } from '../aliases/index.ts';
import { convert } from './converters.ts';
import { isTree, type Tree } from './plain-copy.ts';
import { filled, fitting, pathOf, read, take, type Path } from './tree-path.ts';
import type { ConfigWarning } from './warning.ts';

export interface Renaming {
  readonly warnings: ConfigWarning[];
  /** Canonical path to the spelling that was written, for messages. */
  readonly written: Map<string, string>;
}

/** Moves what stands under an accepted spelling to its canonical place, in the order of the table. Changes the tree. */
export function rename(tree: Tree, aliases: readonly Alias[], { warnings, written }: Renaming): void {
  for (const alias of aliases) {
    const pattern = pathOf(alias.accepted);
    if (!Object.hasOwn(tree, pattern[0]!)) continue;
    for (const found of fitting(tree, pattern)) {
      const value = read(tree, found);
      const target = filled(pathOf(alias.canonical), pattern, found);
      const accepted = found.join('.');
      const pieces = value === null ? unset(alias, target) : convert(alias, value, { path: found, target, tree, warn: (code, message) => warnings.push({ code, path: accepted, message, canonical: target.join('.') }) });
      if (!pieces) continue;
      take(tree, found);
      for (const [path, piece] of pieces) put(path, piece, accepted);
      if (alias.deprecated) {
        const canonical = target.join('.');
        warnings.push({ code: 'CONFIG_DEPRECATED', path: accepted, canonical, message: `"${accepted}" is the name of version ${alias.since ?? '1'}; write "${canonical}"` });
      }
    }
  }

  function put(path: Path, value: unknown, accepted: string): void {
    let parent = tree;
    for (const key of path.slice(0, -1)) {
      const next = Object.hasOwn(parent, key) ? parent[key] : undefined;
      if (isTree(next)) parent = next;
      else if (next === undefined) parent[key] = parent = {};
      else return duplicate(path, accepted);
    }
    const last = path.at(-1);
    if (last === undefined) return;
    const present = Object.hasOwn(parent, last) ? parent[last] : undefined;
    if (present === undefined || (present === null && value !== null)) {
      parent[last] = value;
      if (!isTree(value)) written.set(path.join('.'), accepted);
    } else if (isTree(present) && isTree(value)) for (const key of Object.keys(value)) put([...path, key], value[key], `${accepted}.${key}`);
    else if (value !== null && JSON.stringify(present) !== JSON.stringify(value)) duplicate(path, accepted);
  }

  function duplicate(path: Path, accepted: string): void {
    const canonical = path.join('.');
    const other = written.get(canonical) ?? canonical;
    warnings.push({ code: 'CONFIG_DUPLICATE', path: accepted, canonical, message: `"${accepted}" and "${other}" both say "${canonical}", with different values; "${other}" counts` });
  }
}

/** `null` means "not set" under the canonical name too. */
function unset({ form }: Alias, target: Path): readonly (readonly [Path, unknown])[] | undefined {
  return form === 'switch' ? undefined : [[target, null]];
}
