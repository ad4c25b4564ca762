export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What jest's --json file holds and is used here. */
export interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that failed before a test of theirs could run. */
  readonly numRuntimeErrorTestSuites: number;
}

/** Without a report nothing is known to have passed, so the run counts as one failure. */
export function jestCounts(report: JestReport | undefined, exitedWell: boolean): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !exitedWell ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Build, lint and the like count as one test each. */
export function total(tests: Counts, checks: readonly boolean[]): Counts {
  const passed = checks.filter(Boolean).length;
  return { passed: tests.passed + passed, failed: tests.failed + checks.length - passed, skipped: tests.skipped };
}

/** The last line of `npm test`; CI reads it in exactly this form. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

const notRun = /^NOT RUN: (.+)$/;

/** What a test says, by `notRun` of @llmrr/testing, that it could not show on this machine. */
export function notRunIn(line: string): string | undefined {
  return notRun.exec(line.trim())?.[1];
}

export function notRunSection(things: ReadonlySet<string>): string {
  if (things.size === 0) return 'Nothing was left out: all that the tests need is on this machine.';
  return ['NOT RUN on this machine:', ...[...things].sort().map((thing) => `  ${thing}`)].join('\n');
}
