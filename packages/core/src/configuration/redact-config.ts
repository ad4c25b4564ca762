import { isReference } from './references.ts';
import { isSecret, maskPassword } from './secrets.ts';
import { isTree, type Tree } from './plain-copy.ts';

/** Stands where a secret was. Given back to `mergeConfig`, it means "as it is". */
export const redacted = '[redacted]';

/** A copy without keys, tokens and passwords; what came from the environment is written as `${ENV:NAME}` when the references are given. */
export function redactConfig<Value>(config: Value, references: ReadonlyMap<string, string> = new Map()): Value {
  return redact(config, []) as Value;

  function redact(value: unknown, path: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map((item, index) => redact(item, [...path, String(index)]));
    if (isTree(value)) {
      const result: Tree = {};
      for (const [key, inner] of Object.entries(value)) result[key] = redact(inner, [...path, key]);
      return result;
    }
    if (typeof value !== 'string') return value;
    const reference = references.get(path.join('.'));
    if (reference !== undefined) return reference;
    if (isReference(value)) return value;
    return isSecret(path) ? redacted : maskPassword(value);
  }
}
