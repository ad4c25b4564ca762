import { configAliases } from '../aliases/index.ts';
import { LlmrrError } from '../error.ts';
import type { Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { hint } from './known-keys.ts';
import { mismatches } from './mismatches.ts';
import { modelEntryTree, type ModelEntryOptions } from './model-entry.ts';
import { isTree, plainCopy, type Tree } from './plain-copy.ts';
import { configError, pathText, problemsOf, type ConfigProblem } from './problems.ts';
import { rename } from './rename.ts';
import { templateTree } from './template-tree.ts';
import type { ConfigWarning } from './warning.ts';

export type NormalizeOptions = ModelEntryOptions;

export interface NormalizedConfig {
  readonly config: Config;
  readonly warnings: readonly ConfigWarning[];
}

/** A configuration in any accepted spelling to the canonical one, with the defaults. Throws `invalid-config`. */
export function normalizeConfig(input: unknown, options: NormalizeOptions = {}): NormalizedConfig {
  const layer = canonicalize(input, options);
  return { config: complete(layer.tree, layer.written), warnings: layer.warnings };
}

/** The warnings; throws "Configuration validation failed: ..." where it cannot be used. */
export function validateConfig(input: unknown, options: NormalizeOptions = {}): readonly ConfigWarning[] {
  return normalizeConfig(input, options).warnings;
}

/** One source of configuration: canonical names, only what was said. */
export interface Layer {
  readonly tree: Tree;
  readonly warnings: readonly ConfigWarning[];
  /** Canonical path to the spelling that was written. */
  readonly written: ReadonlyMap<string, string>;
}

export function canonicalize(input: unknown, options: NormalizeOptions = {}): Layer {
  return guarded(() => {
    const tree = plainCopy(input);
    if (!isTree(tree)) throw configError([{ path: 'configuration', message: `expected an object, found ${input === null ? 'null' : Array.isArray(input) ? 'a list' : typeof input}` }]);
    const wrong = mismatches(tree);
    if (wrong.length > 0) throw configError(wrong);
    const warnings: ConfigWarning[] = [];
    const written = new Map<string, string>();
    rename(tree, configAliases, { warnings, written });
    if (Array.isArray(tree['modelList'])) tree['modelList'] = tree['modelList'].map((entry, index) => entryAt(entry, index, warnings, written, options));
    if (Array.isArray(tree['templates'])) tree['templates'] = tree['templates'].map((template) => templateTree(template, { warnings, written: new Map() }));
    const unknown = stripUnknown(tree, written);
    if (options.strict && unknown.length > 0) throw configError(unknown.map(({ path, message }) => ({ path, message })));
    return { tree, warnings: [...warnings, ...unknown], written };
  });
}

/** Defaults filled in, everything checked. `null` stands for "not set". */
export function complete(tree: Tree, written: ReadonlyMap<string, string> = new Map()): Config {
  return guarded(() => {
    const given = withoutNulls(tree);
    const parsed = configSchema.safeParse(given);
    if (!parsed.success) throw configError(problemsOf(parsed.error.issues, given, written));
    const problems = contradictions(parsed.data, written);
    if (problems.length > 0) throw configError(problems);
    return parsed.data;
  });
}

function entryAt(input: unknown, index: number, warnings: ConfigWarning[], written: Map<string, string>, options: NormalizeOptions): unknown {
  const own = { warnings: [] as ConfigWarning[], written: new Map<string, string>() };
  const at = `modelList[${index}]`;
  try {
    return modelEntryTree(input, own, options);
  } catch (error) {
    const known = LlmrrError.from(error, 'invalid-config', at);
    if (known.code !== 'invalid-config') throw known;
    throw configError(((known.details?.['problems'] ?? []) as readonly ConfigProblem[]).map((problem) => ({ ...problem, path: `${at}.${problem.path}` })));
  } finally {
    for (const warning of own.warnings) warnings.push({ ...warning, path: `${at}.${warning.path}` });
    for (const [path, name] of own.written) written.set(`modelList.${index}.${path}`, `${at}.${name}`);
  }
}

function stripUnknown(tree: Tree, written: ReadonlyMap<string, string>): readonly ConfigWarning[] {
  const warnings: ConfigWarning[] = [];
  for (const issue of configSchema.safeParse(withoutNulls(tree)).error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') continue;
    let parent: unknown = tree;
    for (const key of issue.path) parent = (parent as Record<PropertyKey, unknown>)[key];
    for (const key of issue.keys) {
      delete (parent as Tree)[key];
      const path = (written.get([...issue.path, key].join('.')) ?? pathText([...issue.path, key])).slice(0, 300);
      // A file of another kind has thousands of them; the first few tell.
      const meant = warnings.length < 20 ? hint(issue.path, key) : '';
      warnings.push({ code: 'CONFIG_UNKNOWN_KEY', path, canonical: '', message: `"${path}" is not known and has no effect${meant}` });
    }
  }
  return warnings;
}

/** What each key cannot see: two models of one id, a chain through models that are not there (S1-010). */
function contradictions(config: Config, written: ReadonlyMap<string, string>): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const seen = new Map<string, number>();
  const names = new Set<string>(Object.keys(config.aliases));
  for (const [index, { id, name, source, aliases = [] }] of config.modelList.entries()) {
    const before = seen.get(id);
    if (before !== undefined) problems.push({ path: `modelList[${index}].id`, message: `"${id}" is the id of modelList[${before}] already` });
    else seen.set(id, index);
    for (const one of [id, name, source, source.slice(source.indexOf(':') + 1), ...aliases]) names.add(one);
  }
  if (config.modelList.length > 0) {
    const given = written.get('routing.fallback.chain');
    for (const name of config.routing.fallback.chain ?? []) {
      if (!names.has(name)) {
        problems.push({ path: 'routing.fallback.chain', message: `"${name}" is not a declared model; declared are ${[...seen.keys()].slice(0, 10).join(', ')}`, ...(given !== undefined && { written: given }) });
      }
    }
  }
  if (config.chunking.overlap >= config.chunking.size) problems.push({ path: 'chunking.overlap', message: `expected less than chunking.size ${config.chunking.size}, found ${config.chunking.overlap}` });
  return problems;
}

/** Lists keep theirs: a price of `null` says something. */
function withoutNulls(tree: Tree): Tree {
  const result: Tree = {};
  for (const [key, value] of Object.entries(tree)) if (value !== null) result[key] = isTree(value) ? withoutNulls(value) : value;
  return result;
}

/** Whatever a getter or a proxy of the caller throws comes out as our error. */
function guarded<Value>(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw LlmrrError.from(error, 'invalid-config', 'Configuration validation failed');
  }
}
