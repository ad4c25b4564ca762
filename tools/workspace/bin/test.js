// npm test. Plain JavaScript, since what it runs is built first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const compiler = `${root}node_modules/typescript/bin/tsc`;
if (!existsSync(compiler)) {
  console.error('node_modules is missing: run npm ci first.\n\n0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

console.log('\n=== Build ===\n');
const built = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, stdio: 'inherit' }).status === 0;
console.log(built ? 'Built.' : '\nThe build FAILED; what can be tested is tested all the same.');

const { testWorkspace } = await import('../dist/index.js');
const passed = await testWorkspace({ root, built, environment: process.env });
process.exitCode = passed ? 0 : 1;
