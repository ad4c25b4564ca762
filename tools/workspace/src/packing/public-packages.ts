import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, whether this package runs from src or from dist. */
export const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface PublicPackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** The first TypeScript block of the README; none where there is no README yet. */
  readonly example?: string;
  /** What the README's first install command names. */
  readonly installed: readonly string[];
}

/** Every package and app that is published. */
export function publicPackages(root: string = workspaceRoot): PublicPackage[] {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).sort().flatMap((entry) => {
      const folder = join(root, parent, entry);
      if (!existsSync(join(folder, 'package.json'))) return [];
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      if (manifest.private) return [];
      const readme = existsSync(join(folder, 'README.md')) ? readFileSync(join(folder, 'README.md'), 'utf8') : '';
      const example = /^```ts[^\n]*\n([^]*?)^```/m.exec(readme)?.[1];
      const installed = /\bnpm install ([^\n#]+)/.exec(readme)?.[1]?.trim().split(/\s+/) ?? [];
      return [{ name: manifest.name, folder, manifest, installed, ...(example !== undefined && { example }) }];
    }),
  );
}

/** The siblings that must be there for a package to be installed and its example to run: those it depends on, and those the example imports. */
export function siblingsOf(one: PublicPackage, all: readonly PublicPackage[]): PublicPackage[] {
  const named = [...(one.example ?? '').matchAll(/from '((?:@[\w-]+\/)?[\w-]+)/g)].map((match) => match[1] ?? '');
  const found = new Set([one]);
  const names = (of: PublicPackage) => Object.keys({ ...of.manifest.dependencies, ...requiredPeers(of.manifest) });
  for (const each of found) {
    for (const name of each === one ? [...names(one), ...named] : names(each)) {
      const sibling = all.find((other) => other.name === name);
      if (sibling) found.add(sibling);
    }
  }
  found.delete(one);
  return [...found];
}

/** Optional engines, of the package or of its siblings, that its README says to install with it, with their ranges. */
export function optionalPeersOf(one: PublicPackage, siblings: readonly PublicPackage[]): Record<string, string> {
  const offered = [one, ...siblings].flatMap(({ manifest }) => Object.entries(manifest.peerDependencies ?? {}));
  return Object.fromEntries(offered.filter(([name]) => one.installed.includes(name)));
}

function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): Record<string, string> {
  return Object.fromEntries(Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional));
}

/** What a user can import: the package itself and its sub-paths. */
export function entryPoints({ name, manifest }: PublicPackage): string[] {
  return Object.keys(manifest.exports ?? {})
    .filter((path) => path !== './package.json' && !path.includes('*'))
    .map((path) => name + path.slice(1));
}
