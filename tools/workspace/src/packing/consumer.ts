import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from './public-packages.ts';

/** Runs a program; rejects with everything it printed when it does not exit with 0. */
export function run(command: string, parameters: readonly string[], cwd: string, timeoutMs = 120_000): Promise<string> {
  return new Promise((resolve, reject) => {
    // A user's project: nothing of this one, npm's own variables among it, comes through.
    const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', NO_COLOR: '1' };
    const child = spawn(command, parameters, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
    let printed = '';
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      printed += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      if (exitCode === 0) resolve(output);
      else reject(new Error(`${command} ${parameters.join(' ')} ended with ${exitCode ?? signal}:\n${printed}`));
    });
  });
}

/** Packs the folders into `into`; gives the tarball of each package by name. */
export async function pack(folders: readonly string[], into: string): Promise<ReadonlyMap<string, string>> {
  const printed = await run('npm', ['pack', '--json', '--pack-destination', into, ...folders], workspaceRoot);
  const packed = JSON.parse(printed) as { name: string; filename: string }[] | Record<string, { name: string; filename: string }>;
  return new Map(Object.values(packed).map(({ name, filename }) => [name, join(into, filename)]));
}

/** Installs the dependencies into an empty ES module project in `folder`; an engine's binaries for other platforms are left out as they are here. */
export async function install(folder: string, dependencies: Readonly<Record<string, string>>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { overrides, allowScripts } = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  const platform = 'node-llama-cpp' in dependencies ? { overrides, allowScripts } : {};
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies, ...platform }));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], folder);
}

/** Names of what npm installed of ours. */
export function installedOfOurs(folder: string): string[] {
  return readdirSync(join(folder, 'node_modules/@llmrr')).sort().map((name) => `@llmrr/${name}`);
}

/** Checks the project as strictly as a user's compiler can, the packages' own declarations included, and emits it into `out`. */
export async function compileStrictly(folder: string): Promise<void> {
  const compilerOptions = {
    target: 'es2023', lib: ['es2023'], module: 'nodenext', moduleResolution: 'nodenext', moduleDetection: 'force', strict: true, skipLibCheck: false,
    types: ['node'], typeRoots: [join(workspaceRoot, 'node_modules/@types')], rootDir: 'src', outDir: 'out',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  await run(process.execPath, [join(workspaceRoot, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder);
}

export async function npmReachable(): Promise<boolean> {
  return run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], workspaceRoot).then(() => true, () => false);
}
