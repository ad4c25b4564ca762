import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { notRun } from '@llmrr/testing';
import { compileStrictly, install, installedOfOurs, npmReachable, pack, run } from './consumer.ts';
import { entryPoints, optionalPeersOf, publicPackages, siblingsOf, type PublicPackage } from './public-packages.ts';

const timeoutMs = 240_000;
const packages = publicPackages();
const online = await npmReachable();
if (!online) notRun('packing: every package installed into an empty project', 'needs the npm registry');
const it = online ? test : test.skip;

const scratch = mkdtempSync(join(tmpdir(), 'llmrr-packing-'));
const together = join(scratch, 'together');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let tarballs: ReadonlyMap<string, string> = new Map();
const specifiers = (wanted: readonly PublicPackage[]) => Object.fromEntries(wanted.map(({ name }) => [name, `file:${tarballs.get(name)}`]));
const guideUse = "const router = new LLMRouter();\nif (typeof router.quick !== 'function') throw new Error('no quick()');\n";
const baseName = ({ name }: PublicPackage) => name.replace('@llmrr/', '');

beforeAll(async () => {
  const unbuilt = packages.filter(({ folder }) => !existsSync(join(folder, 'dist/index.js'))).map(({ name }) => name);
  if (unbuilt.length > 0) throw new Error(`expected built packages, found no dist in ${unbuilt.join(', ')}: run npm run build first`);
  tarballs = await pack(packages.map(({ folder }) => folder), scratch);
}, timeoutMs);

it('all packages together have sound types for a strict user, and so have their README examples', async () => {
  await install(together, { ...specifiers(packages), 'llm-runner-router': `file:${tarballs.get('@llmrr/llm-runner-router')}` });
  mkdirSync(join(together, 'src'));
  writeFileSync(join(together, 'src/guide.ts'), `import { LLMRouter } from 'llm-runner-router';\n${guideUse}`);
  for (const one of packages) {
    const uses = entryPoints(one).map((entry, index) => `import * as entry${index} from '${entry}';\nif (Object.keys(entry${index}).length === 0) throw new Error('${entry} exports nothing');\n`);
    writeFileSync(join(together, `src/${baseName(one)}-entries.ts`), uses.join(''));
    writeFileSync(join(together, `src/${baseName(one)}-example.ts`), one.example ?? 'export {};\n');
  }
  await compileStrictly(together);
}, timeoutMs);

for (const one of packages) {
  it(`${one.name} installs with only the siblings it names, loads by import and by require, and its README example runs`, async () => {
    const folder = join(scratch, baseName(one));
    const siblings = siblingsOf(one, packages);
    const wanted = [one, ...siblings];
    await install(folder, { ...specifiers(wanted), ...optionalPeersOf(one, siblings) });
    expect(installedOfOurs(folder)).toEqual(wanted.map(({ name }) => name).sort());

    expect(entryPoints(one)).toContain(one.name);
    const requires = entryPoints(one).map((entry) => `if (Object.keys(require('${entry}')).length === 0) throw new Error('${entry} exports nothing');\n`);
    writeFileSync(join(folder, 'requires.cjs'), requires.join(''));
    await run(process.execPath, ['requires.cjs'], folder);
    for (const program of ['entries.js', 'example.js']) {
      copyFileSync(join(together, `out/${baseName(one)}-${program}`), join(folder, program));
      await run(process.execPath, [program], folder);
    }
    for (const command of Object.keys(one.manifest.bin ?? {})) {
      expect(await run(join(folder, 'node_modules/.bin', command), ['--version'], folder)).toContain(one.manifest.version);
    }
    expect(one.example).toBeTruthy();
  }, timeoutMs);
}

it('who installs the core and one provider gets nothing else of ours but http', async () => {
  const folder = join(scratch, 'core-and-provider');
  const wanted = packages.filter(({ name }) => ['@llmrr/core', '@llmrr/http', '@llmrr/provider-openai'].includes(name));
  await install(folder, specifiers(wanted));
  expect(installedOfOurs(folder)).toEqual(['@llmrr/core', '@llmrr/http', '@llmrr/provider-openai']);
}, timeoutMs);

it("the guides' import line and constructor work under the guides' package name, from TypeScript and by require [S0-001] [S2-010]", async () => {
  writeFileSync(join(together, 'guide.cjs'), `const { LLMRouter } = require('llm-runner-router');\n${guideUse}`);
  await run(process.execPath, ['out/guide.js'], together);
  await run(process.execPath, ['guide.cjs'], together);
}, timeoutMs);
