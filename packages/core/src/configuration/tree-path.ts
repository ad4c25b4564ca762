import { isTree, type Tree } from './plain-copy.ts';

export type Path = readonly string[];

export function pathOf(text: string): Path {
  return text === '' ? [] : text.split('.');
}

export function read(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const key of path) {
    if (!isTree(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Takes a value out, and with it the objects that this leaves empty. */
export function take(tree: Tree, path: Path): void {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(tree, key)) return;
  if (rest.length === 0) {
    delete tree[key];
    return;
  }
  const inner = tree[key];
  if (!isTree(inner)) return;
  take(inner, rest);
  if (Object.keys(inner).length === 0) delete tree[key];
}

/** Paths in the tree that fit a pattern in which `*` stands for any key. */
export function fitting(tree: unknown, pattern: Path, from = 0): Path[] {
  const key = pattern[from];
  if (key === undefined) return tree === undefined ? [] : [[]];
  if (!isTree(tree)) return [];
  const keys = key === '*' ? Object.keys(tree) : Object.hasOwn(tree, key) ? [key] : [];
  return keys.flatMap((one) => fitting(tree[one], pattern, from + 1).map((rest) => [one, ...rest]));
}

/** The pattern with what its stars stand for in the found path, in order. */
export function filled(canonical: Path, accepted: Path, found: Path): Path {
  const stars = found.filter((_key, index) => accepted[index] === '*');
  return canonical.map((key) => (key === '*' ? (stars.shift() ?? key) : key));
}

/** Scalars, lists and what is no plain object, each with its path. Empty objects count as a value. */
export function* leaves(tree: unknown, path: Path = []): Generator<readonly [Path, unknown]> {
  if (isTree(tree) && (path.length === 0 || Object.keys(tree).length > 0)) for (const key of Object.keys(tree)) yield* leaves(tree[key], [...path, key]);
  else yield [path, tree];
}

/** Objects are merged key by key, everything else is replaced. */
export function overlay(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isTree(under) || !isTree(over)) return over;
  const result: Tree = { ...under };
  for (const key of Object.keys(over)) result[key] = overlay(under[key], over[key]);
  return result;
}
