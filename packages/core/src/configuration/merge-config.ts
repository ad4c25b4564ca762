import type { Config } from './config.ts';
import { canonicalize, complete, type NormalizedConfig, type NormalizeOptions } from './normalize-config.ts';
import { isTree, type Tree } from './plain-copy.ts';
import { redactConfig, redacted } from './redact-config.ts';
import { overlay } from './tree-path.ts';

/**
 * A part in any accepted spelling over a whole configuration: objects are merged, lists replaced, `null` takes a key out.
 * Whole or not at all: on an error `invalid-config` is thrown and `current` is untouched, as it always is.
 * Secrets that were redacted by `getConfig` stay what they are.
 */
export function mergeConfig(current: Config, partial: unknown, options: NormalizeOptions = {}): NormalizedConfig {
  const { tree, warnings, written } = canonicalize(partial, options);
  return { config: complete(overlay(current, restored(tree, current)) as Tree, written), warnings };
}

function restored(value: unknown, before: unknown): unknown {
  if (value === redacted) return before;
  if (typeof value === 'string' && value.includes(':***@') && typeof before === 'string' && redactConfig({ url: before }).url === value) return before;
  if (Array.isArray(value)) {
    const list = Array.isArray(before) ? (before as readonly unknown[]) : [];
    return value.map((item, index) => restored(item, isTree(item) && item['id'] !== undefined ? list.find((one) => isTree(one) && one['id'] === item['id']) : list[index]));
  }
  if (!isTree(value)) return value;
  const result: Tree = {};
  for (const [key, inner] of Object.entries(value)) {
    const kept = restored(inner, isTree(before) && Object.hasOwn(before, key) ? before[key] : undefined);
    if (kept !== undefined) result[key] = kept;
  }
  return result;
}
