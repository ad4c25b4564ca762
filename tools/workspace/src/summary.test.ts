import { expect, test } from '@jest/globals';
import { closingLine, jestCounts, notRunIn, notRunSection, total } from './summary.ts';

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, numRuntimeErrorTestSuites: 0 };

test('counts tests, and files which failed before their tests could run', () => {
  expect(jestCounts(report, true)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  expect(jestCounts({ ...report, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }, false).failed).toBe(3);
});

test('a run that ended badly never counts as passed', () => {
  expect(jestCounts(undefined, true).failed).toBe(1);
  expect(jestCounts(report, false).failed).toBe(1);
});

test('closes with the line that CI reads, with build and lint as one test each', () => {
  expect(closingLine(total(jestCounts(report, true), [true, false, true]))).toBe('7 passed, 1 failed, 2 skipped');
});

test('collects what tests said they could not run, each once', () => {
  const lines = ['NOT RUN: the page in a browser (apt-get install chromium)', 'it did NOT RUN: no', 'NOT RUN: the page in a browser (apt-get install chromium)'];
  const things = new Set(lines.map(notRunIn).filter((thing) => thing !== undefined));
  expect(notRunSection(things)).toBe('NOT RUN on this machine:\n  the page in a browser (apt-get install chromium)');
  expect(notRunSection(new Set())).toMatch(/^Nothing was left out/);
});
