import { expect, test } from '@jest/globals';
import { notRun } from './not-run.ts';

test('says what was not run in the line that npm test collects', () => {
  const said: string[] = [];
  notRun('the page in a browser', 'apt-get install chromium', { write: (text) => said.push(text) });
  expect(said).toEqual(['NOT RUN: the page in a browser (apt-get install chromium)\n']);
});
