import { registryFileAliases } from '../aliases/index.ts';
import { normalizeModelEntry, type ConfigProblem, type ConfigWarning, type ModelEntry, type TemplateEntry } from '../configuration/index.ts';
import { templateEntrySchema } from '../configuration/model-entry-schema.ts';
import { isTree, plainCopy, type Tree } from '../configuration/plain-copy.ts';
import { problemsOf } from '../configuration/problems.ts';
import { isSecret } from '../configuration/secrets.ts';
import { isReference } from '../configuration/references.ts';
import { rename } from '../configuration/rename.ts';
import { templateTree } from '../configuration/template-tree.ts';
import { LlmrrError } from '../error.ts';

/** Version of the file's shape, as the guides number it. */
export const registryVersion = '1.2.0';

/** models/registry.json */
export interface RegistryFile {
  readonly version: string;
  readonly models: readonly ModelEntry[];
  readonly templates: readonly TemplateEntry[];
  /** By name; weights, or what an old version kept here. */
  readonly strategies: Readonly<Record<string, unknown>>;
}

/** A registry of any version: lists or maps by id, old names of keys. Throws `invalid-config` naming the entry. */
export function parseRegistry(value: unknown): RegistryFile & { readonly warnings: readonly ConfigWarning[] } {
  const warnings: ConfigWarning[] = [];
  const copy = value === undefined || value === null ? {} : plainCopy(value, 'model registry');
  const tree = Array.isArray(copy) ? { models: copy } : copy;
  if (!isTree(tree)) throw wrong('', `expected an object with "models", found ${typeof value}`);
  rename(tree, registryFileAliases, { warnings, written: new Map() });

  const models: ModelEntry[] = [];
  const ids = new Set<string>();
  for (const [at, item] of listed(tree['models'], 'models')) {
    const { entry, warnings: own } = named(at, () => normalizeModelEntry(item));
    for (const warning of own) warnings.push({ ...warning, path: `${at}.${warning.path}` });
    if (ids.has(entry.id)) warnings.push({ code: 'CONFIG_DUPLICATE', path: at, canonical: entry.id, message: `"${entry.id}" is listed more than once; the first counts` });
    else models.push(entry);
    ids.add(entry.id);
  }
  const templates = listed(tree['templates'], 'templates').map(([at, item]) => {
    const renamed = templateTree(item, { warnings, written: new Map() });
    const parsed = templateEntrySchema.safeParse(renamed);
    if (!parsed.success) throw wrong(at, problemText(problemsOf(parsed.error.issues, renamed, new Map())));
    return parsed.data;
  });
  const { strategies = {}, version } = tree;
  return { version: typeof version === 'string' ? version : registryVersion, models, templates, strategies: isTree(strategies) ? strategies : {}, warnings };
}

/** As it is written: literal secrets stay out (they belong into the environment), references to variables stay in. `omitted` are their paths. */
export function registryFile({ models, templates, strategies }: Omit<RegistryFile, 'version'>): { readonly file: RegistryFile; readonly omitted: readonly string[] } {
  const omitted: string[] = [];
  const written = models.map((entry) => withoutSecrets(entry, [], (path) => omitted.push(`${entry.id}: ${path}`)) as ModelEntry);
  return { file: { version: registryVersion, models: written, templates, strategies }, omitted };
}

function withoutSecrets(value: unknown, path: readonly string[], omit: (path: string) => void): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutSecrets(item, [...path, String(index)], omit));
  if (!isTree(value)) return value;
  const result: Tree = {};
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    if (typeof inner === 'string' && isSecret(at) && !isReference(inner)) omit(at.join('.'));
    else result[key] = withoutSecrets(inner, at, omit);
  }
  return result;
}

/** A list, or a map whose keys are the ids. */
function listed(value: unknown, where: string): readonly (readonly [at: string, item: unknown])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item, index) => [`${where}[${index}]`, item]);
  if (!isTree(value)) throw wrong(where, `expected a list, found ${typeof value}`);
  return Object.entries(value).map(([id, item]) => [`${where}.${id}`, isTree(item) && item['id'] === undefined ? { id, ...item } : item]);
}

function named<Value>(at: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    const known = LlmrrError.from(error, 'invalid-config', at);
    throw new LlmrrError(known.code, `model registry, ${at}: ${known.message.replace('Configuration validation failed: ', '')}`, { cause: known, details: { ...known.details, at } });
  }
}

function problemText(problems: readonly ConfigProblem[]): string {
  return problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
}

function wrong(at: string, message: string): LlmrrError {
  return new LlmrrError('invalid-config', `model registry${at && `, ${at}`}: ${message}`, { details: { at } });
}
