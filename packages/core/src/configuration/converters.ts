import { convertUnit, type Alias } from '../aliases/index.ts';
import { isTree, type Tree } from './plain-copy.ts';
import { convertPrices } from './prices.ts';
import { read, type Path } from './tree-path.ts';
import type { ConfigWarningCode } from './warning.ts';

export interface ConversionContext {
  /** Where the value stands, and where it goes. */
  readonly path: Path;
  readonly target: Path;
  readonly tree: Tree;
  readonly warn: (code: ConfigWarningCode, message: string) => void;
}
type Pieces = readonly (readonly [Path, unknown])[];

/** The value in canonical shape and unit, with the place of each piece; undefined: leave it where it is. */
export function convert(alias: Alias, value: unknown, context: ConversionContext): Pieces | undefined {
  const { target } = context;
  switch (alias.form) {
    case undefined:
    case 'capability':
      return [[target, alias.unit ? convertUnit(value, alias.unit, alias.canonical) : value]];
    case 'merge':
      if (typeof value === 'boolean') return [[[...target, 'enabled'], value]];
      return isTree(value) ? Object.entries(value).map(([key, inner]) => [[...target, key], inner]) : undefined;
    case 'switch':
      return typeof value === 'boolean' ? [[target, value]] : undefined;
    case 'ttl':
      return [[target, ttlSeconds(value, context)]];
    case 'models':
      return models(value);
    case 'provider-models':
      return providerModels(value, context);
    case 'loading-strategy':
      return [[target, value === 'preloading' ? true : value === 'lazy-loading' ? false : value]];
    case 'database-url':
      return [[target, typeof value === 'string' ? value.replace(/^(postgres(?:ql)?)\+[a-z0-9]+:/i, '$1:') : value]];
    case 'prices':
      return [[target, convertPrices(value, alias.unit)]];
    case 'identity':
      return identity(value, context);
  }
}

/** From here on a number under `caching.ttl` is taken for milliseconds: it would be more than 27 hours of seconds. */
const millisecondsFrom = 100_000;

function ttlSeconds(value: unknown, { path, warn }: ConversionContext): unknown {
  if (typeof value !== 'number' || value < millisecondsFrom) return convertUnit(value, 'seconds', 'ttlSeconds');
  const seconds = value / 1_000;
  warn('CONFIG_TTL_UNIT', `"${path.join('.')}: ${value}" is read as ${value} milliseconds, ${seconds} seconds; write "${seconds}s" or cache.ttlSeconds to be sure`);
  return seconds;
}

/** a list holds the models, an object says where their files are kept. */
function models(value: unknown): Pieces | undefined {
  if (Array.isArray(value)) return [[['modelList'], value]];
  if (!isTree(value)) return undefined;
  return Object.entries(value).map(([key, inner]) => [key === 'register' ? ['modelList'] : ['modelStore', key], inner]);
}

/** Names or entries under a provider become entries of the one list, behind those that are there; a taken id gets its provider in front. */
function providerModels(value: unknown, { path, tree }: ConversionContext): Pieces | undefined {
  const provider = path[1];
  if (!Array.isArray(value) || provider === undefined) return undefined;
  const list = (read(tree, ['modelList']) as readonly unknown[] | undefined) ?? [];
  if (!Array.isArray(list)) return undefined;
  const taken = new Map(list.map((entry) => [idOf(entry), entry]));
  const added: unknown[] = [];
  for (const model of value) {
    const entry: unknown = typeof model === 'string' ? { name: model, source: `${provider}:${model}`, provider, format: 'api' } : isTree(model) ? { provider, ...model } : model;
    const id = idOf(entry);
    const other = taken.get(id);
    // Declared in detail elsewhere: the name under the provider says nothing new.
    if (typeof model === 'string' && isTree(other) && (other['provider'] ?? provider) === provider) continue;
    const final = other !== undefined && id !== undefined && isTree(entry) && isTree(other) && other['provider'] !== provider ? { ...entry, id: `${provider}:${id}` } : entry;
    taken.set(idOf(final), final);
    added.push(final);
  }
  delete tree['modelList'];
  return [[['modelList'], [...list, ...added]]];
}

function idOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  const id = isTree(entry) ? (entry['id'] ?? entry['name']) : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Without an id the name is the id. It stays the label too, unless another label is given. */
function identity(value: unknown, { tree }: ConversionContext): Pieces | undefined {
  const labelled = ['displayName', 'display_name', 'label'].some((key) => tree[key] !== undefined);
  const pieces: [Path, unknown][] = [];
  if (tree['id'] === undefined) pieces.push([['id'], value]);
  if (!labelled) pieces.push([['name'], value]);
  return pieces;
}
