import { configError, type ConfigProblem } from './problems.ts';
import { isTree, type Tree } from './plain-copy.ts';

/** Values of environment variables, as the caller read them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{ENV:([A-Za-z_][A-Za-z0-9_]*)\}/g;

export function isReference(value: unknown): value is string {
  return typeof value === 'string' && /\$\{ENV:[A-Za-z_][A-Za-z0-9_]*\}/.test(value);
}

/** A copy in which each `${ENV:NAME}` has its value. Throws `invalid-config` naming every variable that is not set. `found` is told path and text of each. */
export function resolveReferences<Value>(value: Value, environment: Environment, found: (path: string, text: string) => void = () => undefined): Value {
  const missing: ConfigProblem[] = [];
  const resolved = replace(value, []);
  if (missing.length > 0) throw configError(missing);
  return resolved as Value;

  function replace(given: unknown, path: readonly string[]): unknown {
    if (isReference(given)) {
      found(path.join('.'), given);
      return given.replace(reference, (_text, name: string) => {
        const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
        if (text === undefined || text === '') missing.push({ path: path.join('.'), message: `environment variable ${name} is not set; set it, or remove this key` });
        return text ?? '';
      });
    }
    if (Array.isArray(given)) return given.map((item, index) => replace(item, [...path, String(index)]));
    if (!isTree(given)) return given;
    const result: Tree = {};
    for (const [key, inner] of Object.entries(given)) result[key] = replace(inner, [...path, key]);
    return result;
  }
}
