import { capabilityAliases, modelEntryAliases } from '../aliases/index.ts';
import { capabilities } from '../card.ts';
import { LlmrrError } from '../error.ts';
import { normalizeFormat, parseSource, type SourceContext } from '../sources/index.ts';
import type { ModelEntry } from './config.ts';
import { modelEntrySchema } from './model-entry-schema.ts';
import { isTree, plainCopy, type Tree } from './plain-copy.ts';
import { configError, pathText, problemsOf } from './problems.ts';
import { rename, type Renaming } from './rename.ts';
import type { ConfigWarning } from './warning.ts';

export type ModelEntryOptions = Pick<SourceContext, 'exists' | 'isKnownModel'> & {
  /** An unknown key is an error instead of a warning. */
  readonly strict?: boolean;
};

/** One model in any accepted spelling; a text is a source. Throws `invalid-config` naming the field, `unsupported-format`. */
export function normalizeModelEntry(input: unknown, options: ModelEntryOptions = {}): { readonly entry: ModelEntry; readonly warnings: readonly ConfigWarning[] } {
  try {
    const renaming: Renaming = { warnings: [], written: new Map() };
    const tree = modelEntryTree(plainCopy(input, 'model'), renaming, options);
    const unknown = strip(tree, renaming);
    if (options.strict && unknown.length > 0) throw configError(unknown.map(({ path, message }) => ({ path, message })));
    const parsed = modelEntrySchema.safeParse(tree);
    if (!parsed.success) throw configError(problemsOf(parsed.error.issues, tree, renaming.written));
    return { entry: parsed.data, warnings: [...renaming.warnings, ...unknown] };
  } catch (error) {
    throw LlmrrError.from(error, 'invalid-config', 'Configuration validation failed: model');
  }
}

/** Canonical names, id, format and source derived from each other; not validated yet. */
export function modelEntryTree(input: unknown, renaming: Renaming, { exists, isKnownModel }: ModelEntryOptions = {}): Tree {
  const context = { ...(exists && { exists }), ...(isKnownModel && { isKnownModel }) };
  if (typeof input === 'string') {
    const source = parseSource(input, context);
    return { id: source.rest, name: source.rest, source: source.uri, ...(source.format && { format: source.format }), ...(source.format === 'api' && { provider: source.scheme }) };
  }
  if (!isTree(input)) throw configError([{ path: 'model', message: `expected an object or the text of a source, found ${input === null ? 'null' : typeof input}` }]);
  const tree = input;
  dropNulls(tree, ['id', 'name', 'source', 'path', 'format', 'type', 'provider', 'config', 'parameters']);
  rename(tree, modelEntryAliases, renaming);
  if (tree['id'] === undefined) {
    const derived = typeof tree['source'] === 'string' && tree['name'] === undefined ? tree['source'] : undefined;
    if (derived === undefined) throw configError([{ path: 'id', message: 'expected the name under which the model is asked for, found nothing' }]);
    throw configError([{ path: 'id', message: `expected the name under which "${derived.slice(0, 60)}" is asked for, found nothing` }]);
  }
  tree['name'] ??= tree['id'];
  deriveSource(tree, context);
  if (tree['capabilities'] !== undefined) tree['capabilities'] = capabilityList(tree['capabilities'], renaming.warnings);
  return tree;
}

/** the source of an API model follows from its provider; the format follows from the source. */
function deriveSource(tree: Tree, context: SourceContext): void {
  const { id, source, format, provider } = tree;
  if (typeof id !== 'string' || (format !== undefined && typeof format !== 'string') || (provider !== undefined && typeof provider !== 'string')) return;
  const wanted = isTree(tree['options']) && typeof tree['options']['model'] === 'string' ? tree['options']['model'] : undefined;
  const canonical = format === undefined ? undefined : normalizeFormat(format);
  if (source === undefined && (provider === undefined || (canonical !== undefined && canonical !== 'api'))) {
    throw configError([{ path: 'source', message: `model "${id}": expected where it comes from ("./model.gguf", "openai:gpt-4o-mini"), or format "api" with a provider; found nothing` }]);
  }
  if (source !== undefined && typeof source !== 'string') return;
  const parsed = parseSource(source ?? wanted ?? id, { ...context, ...(canonical && { format: canonical }), ...(provider !== undefined && { provider }) });
  tree['source'] = parsed.uri;
  if (parsed.format !== undefined) tree['format'] = parsed.format;
  if (provider === undefined && parsed.format === 'api') tree['provider'] = parsed.scheme;
  // Said by the source now.
  if (source === undefined && wanted !== undefined) {
    delete (tree['options'] as Tree)['model'];
    if (Object.keys(tree['options'] as Tree).length === 0) delete tree['options'];
  }
}

const canonicalCapability: ReadonlyMap<string, string> = new Map([...capabilities.map((one) => [one, one] as const), ...capabilityAliases.map(({ accepted, canonical }) => [accepted, canonical] as const)]);

/** A list, a map of booleans, or either as JSON text; each once, in the order of our list. */
function capabilityList(given: unknown, warnings: ConfigWarning[]): unknown {
  let value = given;
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      value = value === '' ? [] : (value as string).split(',').map((one) => one.trim());
    }
  }
  const names = isTree(value) ? Object.keys(value).filter((key) => (value as Tree)[key] === true) : value;
  if (!Array.isArray(names) || !names.every((one) => typeof one === 'string')) return given;
  const known = new Set<string>();
  for (const one of names) {
    const capability = canonicalCapability.get(one);
    if (capability !== undefined) known.add(capability);
    else warnings.push({ code: 'CONFIG_UNKNOWN_KEY', path: 'capabilities', canonical: '', message: `"${one.slice(0, 60)}" is no capability that we know; known are ${capabilities.join(', ')}` });
  }
  return capabilities.filter((one) => known.has(one));
}

/** An old registry writes null for what it did not know. */
function dropNulls(tree: Tree, keys: readonly string[]): void {
  for (const key of keys) if (tree[key] === null) delete tree[key];
}

/** Takes out what the schema does not know, and says so. */
function strip(tree: Tree, { written }: Renaming): readonly ConfigWarning[] {
  const parsed = modelEntrySchema.safeParse(tree);
  const warnings: ConfigWarning[] = [];
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') continue;
    let parent: unknown = tree;
    for (const key of issue.path) parent = (parent as Record<PropertyKey, unknown>)[key];
    for (const key of issue.keys) {
      const path = pathText([...issue.path, key]);
      delete (parent as Tree)[key];
      warnings.push({ code: 'CONFIG_UNKNOWN_KEY', path: written.get(path) ?? path, canonical: '', message: `"${written.get(path) ?? path}" is no key of a model` });
    }
  }
  return warnings;
}
