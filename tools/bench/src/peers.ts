import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Installs packages into a scratch folder outside the project, once; undefined when the registry cannot be reached. */
export function peer(...packages: readonly string[]): string | undefined {
  const folder = join(tmpdir(), 'llmrr-bench', packages.join('+').replace(/[^a-z0-9.+-]/gi, '_'));
  const done = join(folder, '.installed');
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}\n');
  console.log(`installing ${packages.join(' ')} into ${folder} ...`);
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'], timeout: 300_000 });
  if (status !== 0) return undefined;
  writeFileSync(done, '');
  return folder;
}
