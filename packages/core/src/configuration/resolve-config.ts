import { LlmrrError } from '../error.ts';
import type { Config } from './config.ts';
import { environmentLayer } from './environment-layer.ts';
import { canonicalize, complete, type Layer, type NormalizeOptions } from './normalize-config.ts';
import { resolveReferences, type Environment } from './references.ts';
import { isTree, type Tree } from './plain-copy.ts';
import { isSecret, maskPassword } from './secrets.ts';
import { leaves, overlay, pathOf, read } from './tree-path.ts';
import type { ConfigWarning } from './warning.ts';

export type OriginSource = 'explicit' | 'environment' | 'file' | 'default';

/** Where a value comes from: the spelling in the code, the variable, the path of the file. */
export interface Origin {
  readonly source: OriginSource;
  readonly name: string;
}

export interface ResolveOptions extends NormalizeOptions {
  /** What the program says; wins over everything. */
  readonly explicit?: unknown;
  readonly environment?: Environment;
  /** A configuration file that was read, and its content. */
  readonly file?: { readonly path: string; readonly value: unknown } | undefined;
}

export interface ResolvedConfig {
  readonly config: Config;
  readonly warnings: readonly ConfigWarning[];
  /** By canonical path. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Canonical path to the `${ENV:NAME}` that stands for the value wherever the configuration is written down. */
  readonly references: ReadonlyMap<string, string>;
}

/**
 * One configuration out of all of its sources: explicit over environment (new names over old) over file over default.
 * Objects are merged, a list of one source replaces that of another. Throws `invalid-config`.
 */
export function resolveConfig({ explicit = {}, environment = {}, file, ...options }: ResolveOptions = {}): ResolvedConfig {
  const fromFile = file ? namingFile(file.path, () => canonicalize(file.value, options)) : canonicalize({});
  const fromCode = canonicalize(explicit, options);
  const fromEnvironment = environmentLayer(environment, overlay(fromFile.tree, fromCode.tree) as Tree);
  const layers: readonly (readonly [OriginSource, Layer])[] = [['file', fromFile], ['environment', fromEnvironment], ['explicit', fromCode]];

  let tree: Tree = {};
  const written = new Map<string, string>();
  const said = new Map<string, Origin>();
  for (const [source, layer] of layers) {
    tree = overlay(tree, layer.tree) as Tree;
    for (const [path, value] of leaves(layer.tree)) {
      const at = path.join('.');
      // What an object of a lower layer said below a value that now replaces it.
      for (const below of said.keys()) if (below.startsWith(`${at}.`)) said.delete(below);
      if (value === null) said.delete(at);
      else {
        if (source === 'file' && !layer.written.has(at)) written.set(at, `${at} in ${file!.path}`);
        said.set(at, { source, name: source === 'file' ? file!.path : (layer.written.get(at) ?? at) });
      }
    }
    for (const [path, name] of layer.written) written.set(path, source === 'file' ? `${name} in ${file!.path}` : name);
  }

  const references = new Map<string, string>();
  for (const [path, variable] of fromEnvironment.written) {
    const value = read(tree, pathOf(path));
    const secret = isSecret(pathOf(path)) || (typeof value === 'string' && maskPassword(value) !== value);
    if (secret && said.get(path)?.source === 'environment') references.set(path, `\${ENV:${variable}}`);
  }
  const resolved = resolveReferences(tree, environment, (path, text) => references.set(path, text));
  const config = complete(resolved, written);
  return { config, warnings: layers.flatMap(([, { warnings }]) => warnings), origins: originsOf(config, said), references };
}

function namingFile(path: string, read: () => Layer): Layer {
  try {
    return read();
  } catch (error) {
    if (!LlmrrError.is(error)) throw error;
    throw new LlmrrError(error.code, `${error.message} (in ${path})`, { cause: error, details: { ...error.details, file: path } });
  }
}

function originsOf(config: Config, said: ReadonlyMap<string, Origin>): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const [path, value] of leaves(config)) {
    const at = path.join('.');
    const origin = said.get(at);
    if (origin) origins.set(at, origin);
    else if (!isTree(value)) origins.set(at, { source: 'default', name: 'default' });
  }
  return origins;
}
