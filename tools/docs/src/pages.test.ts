import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { errorCodes } from '@llmrr/core';
import { pages } from './pages.ts';
import { filesBelow, projectFolders, workspaceRoot } from './workspace.ts';

test.each(pages())('$path is up to date with the sources (npm run docs makes it again)', ({ path, text }) => {
  expect(readFileSync(join(workspaceRoot, path), 'utf8')).toBe(text);
});

test('docs/errors.md lists every code that the sources throw, and no other [S1-034]', () => {
  const sources = projectFolders()
    .filter((folder) => !folder.startsWith('tools/'))
    .flatMap((folder) => filesBelow(`${folder}/src`, (path) => path.endsWith('.ts') && !/\.test\.ts$|error-codes\.ts$/.test(path)))
    .map((path) => readFileSync(join(workspaceRoot, path), 'utf8'))
    .join('\n');
  const page = readFileSync(join(workspaceRoot, 'docs/errors.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  const thrown = [...sources.matchAll(/new LlmrrError\(\s*'([a-z-]+)'/g)].map((match) => match[1]);
  expect(thrown.length).toBeGreaterThan(20);
  expect(thrown.filter((code) => !listed.includes(code))).toEqual([]);
  expect(listed.toSorted()).toEqual(Object.keys(errorCodes).toSorted());
  expect(listed.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});
