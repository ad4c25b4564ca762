import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { workspaceRoot } from './packing/public-packages.ts';

interface Locked {
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(workspaceRoot, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };

test('the lock file names no registry, so that it works behind any', () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved?.includes('://')).map(([path]) => path)).toEqual([]);
});

test('the lock file has every dependency of every platform, without which npm ci refuses it', () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !places(path).some((place) => `${place}node_modules/${name}` in packages)).map((name) => `${name} of ${path}`),
  );
  expect(missing).toEqual([]);
});

/** Folders in whose node_modules node looks, the nearest first, each with its slash. */
function places(path: string): string[] {
  const nested = path.split('node_modules/').slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join('node_modules/'));
  return [`${path}/`, ...nested.reverse(), ''];
}
