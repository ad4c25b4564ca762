import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { workspaceRoot } from '../workspace.ts';
import { compile, type Compiled } from './compile.ts';
import { documentedBlocks } from './documents.ts';
import { shims, startGateway, type Gateway } from './gateway.ts';
import { modules } from './modules.ts';
import { runProgram } from './run-program.ts';
import { shellPlan } from './shell-plan.ts';

const blocks = documentedBlocks();
const programs = modules(blocks);
const shells = blocks.filter((block) => ['sh', 'bash', 'shell'].includes(block.language) && !block.notRunBecause);
const data = blocks.filter((block) => block.language === 'json' && !block.notRunBecause);
/** What `npm run` finds for a reader of the document: scripts of the root and of the document's own package. */
const scriptsFor = (file: string) => Object.assign({}, ...['.', dirname(file)].map(scriptsIn)) as Record<string, string>;

const scratch = mkdtempSync(join(tmpdir(), 'llmrr-docs-'));
const environment = { PATH: `${shims(join(scratch, 'bin'))}:${process.env['PATH'] ?? ''}`, HOME: scratch };
const timeoutMs = 60_000;

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('documented programs', () => {
  let compiled: readonly Compiled[] = [];
  // Inside the workspace, so that the packages resolve as they do for an installed user.
  beforeAll(() => void (compiled = compile(programs, join(workspaceRoot, 'tools/docs/dist/code-blocks'))), timeoutMs);

  for (const [index, { file, line, notRunBecause }] of programs.entries()) {
    test(`${file}:${line} compiles${notRunBecause ? '' : ' and runs'}`, async () => {
      const { path, problems } = compiled[index] ?? { path: '', problems: ['not compiled'] };
      expect(problems).toEqual([]);
      if (notRunBecause) return;
      expect(await runProgram(process.execPath, [path], { cwd: scratch, environment, timeoutMs })).toMatchObject({ exitCode: 0 });
    }, timeoutMs + 5_000);
  }
});

describe('documented commands', () => {
  const needsGateway = shells.some((block) => shellPlan(block.text, { port: 0, scripts: {} }).script);
  let gateway: Gateway | undefined;
  beforeAll(async () => {
    if (needsGateway) gateway = await startGateway(scratch, environment);
  }, timeoutMs);
  afterAll(() => gateway?.stop());

  for (const { file, line, text } of shells) {
    test(`${file}:${line} runs`, async () => {
      const { script, problems } = shellPlan(text, { port: gateway?.port ?? 0, scripts: scriptsFor(file) });
      expect(problems).toEqual([]);
      if (!script) return;
      expect(await runProgram('bash', ['-euo', 'pipefail', '-c', script], { cwd: scratch, environment, timeoutMs })).toMatchObject({ exitCode: 0 });
    }, timeoutMs + 5_000);
  }
});

describe('documented data', () => {
  for (const { file, line, text } of data) test(`${file}:${line} is valid JSON`, () => expect(() => JSON.parse(text)).not.toThrow());
});

function scriptsIn(folder: string): Record<string, string> {
  const path = join(workspaceRoot, folder, 'package.json');
  return existsSync(path) ? ((JSON.parse(readFileSync(path, 'utf8')) as { scripts?: Record<string, string> }).scripts ?? {}) : {};
}
