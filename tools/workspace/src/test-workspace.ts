import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from './run-step.ts';
import { closingLine, jestCounts, notRunIn, notRunSection, total, type JestReport } from './summary.ts';

export interface TestWorkspaceOptions {
  readonly root: string;
  readonly built: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Lints and tests what was built, says what could not be run, and closes with the count; true when nothing failed. */
export async function testWorkspace({ root, built, environment }: TestWorkspaceOptions): Promise<boolean> {
  // Without its daemon nx leaves no process behind, and reads the packages as they are now.
  const quiet = { ...environment, NX_DAEMON: 'false', NX_TUI: 'false' };
  const nx = (...parameters: string[]) => runStep(['node_modules/nx/dist/bin/nx.js', ...parameters], { cwd: root, environment: quiet });

  heading('Lint');
  const lint = await nx('run-many', '-t', 'lint', '--parallel=2');
  heading('References between packages');
  const references = await nx('sync:check');

  heading('Tests');
  const scratch = mkdtempSync(join(tmpdir(), 'llmrr-test-'));
  const report = join(scratch, 'report.json');
  const missing = new Set<string>();
  const tests = await runStep(
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--config', 'jest.config.js', '--rootDir', '.', '--roots', 'packages', 'apps', 'tools', '--maxWorkers=2', '--json', '--outputFile', report],
    { cwd: root, environment, onLine: (line) => void (notRunIn(line) && missing.add(notRunIn(line) ?? '')) },
  );
  const counts = jestCounts(readReport(report), tests.passed);
  rmSync(scratch, { recursive: true, force: true });

  heading('Summary');
  const line = (name: string, result: string, seconds?: number) => console.log(`${name.padEnd(12)}${result}${seconds === undefined ? '' : `, ${seconds.toFixed(0)} s`}`);
  line('Build', built ? 'passed' : 'FAILED');
  line('Lint', lint.passed ? 'passed' : 'FAILED', lint.seconds);
  line('References', references.passed ? 'passed' : 'FAILED: npx nx sync mends them', references.seconds);
  line('Tests', closingLine(counts), tests.seconds);
  console.log(`\n${notRunSection(missing)}\n`);
  const all = total(counts, [built, lint.passed, references.passed]);
  console.log(closingLine(all));
  return all.failed === 0;
}

function heading(title: string): void {
  console.log(`\n=== ${title} ===\n`);
}

function readReport(path: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JestReport;
  } catch {
    return undefined; // jest ended before it could write one, which jestCounts counts as a failure
  }
}
