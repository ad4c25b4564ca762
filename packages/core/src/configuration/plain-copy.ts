import { LlmrrError } from '../error.ts';

const maxDepth = 32;
const maxNodes = 200_000;
/** Names that reach the prototype of an object when they are written through. */
const magicKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type Tree = Record<string, unknown>;

/**
 * A copy that can be changed freely: plain objects, lists, and scalars. Sets become lists, `undefined` is left out.
 * Throws `invalid-config` at magic keys, at depth 32, and where it would never end.
 */
export function plainCopy(value: unknown, what = 'configuration'): unknown {
  let nodes = 0;
  return copy(value, '', 0);

  function copy(given: unknown, path: string, depth: number): unknown {
    if (typeof given !== 'object' || given === null) return given;
    if (depth > maxDepth) throw refuse(`${path}: nested deeper than ${maxDepth} levels`);
    if (++nodes > maxNodes) throw refuse(`more than ${maxNodes} values`);
    if (Array.isArray(given) || given instanceof Set) return Array.from(given as Iterable<unknown>, (item, index) => copy(item, `${path}[${index}]`, depth + 1));
    const prototype: unknown = Object.getPrototypeOf(given);
    // Another realm has another Object.prototype; it is the one that has no prototype itself.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return given;
    const result: Tree = {};
    for (const key of Object.keys(given)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (magicKeys.has(key)) throw refuse(`${at}: this name is not allowed as a key`);
      const inner = copy((given as Tree)[key], at, depth + 1);
      if (inner !== undefined) result[key] = inner;
    }
    return result;
  }

  function refuse(detail: string): LlmrrError {
    return new LlmrrError('invalid-config', `Configuration validation failed: ${what}: ${detail.slice(0, 300)}`);
  }
}

/** An object literal, as opposed to a list or an instance of a class. */
export function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
