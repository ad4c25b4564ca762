import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { documents } from './code-blocks/documents.ts';
import { brokenLinks } from './links.ts';
import { workspaceRoot } from './workspace.ts';

test('no link within the repository leads nowhere', () => {
  expect(documents().flatMap((file) => brokenLinks(readFileSync(join(workspaceRoot, file), 'utf8'), file))).toEqual([]);
});

test('a missing file and a missing heading are found; code and other sites are left alone', () => {
  const markdown = '# One two\n[a](missing.md) [b](#one-two) [c](#one) [d](https://example.org/x) `[e](no.md)`\n```md\n[f](no.md)\n```\n[g](../LICENSE)';
  expect(brokenLinks(markdown, 'docs/x.md')).toEqual(['docs/x.md: missing.md', 'docs/x.md: #one']);
});
