import { expect, test } from '@jest/globals';
import { aliases } from '@llmrr/core';
import { aliasesPage } from './aliases-page.ts';

test('spellings stand beside their canonical name, with what is to be said of them', () => {
  const page = aliasesPage([
    { surface: 'request', canonical: 'timeoutMs', accepted: 'timeout_seconds', guide: 'R-14', unit: 'seconds' },
    { surface: 'request', canonical: 'timeoutMs', accepted: 'timeout', guide: 'S0-042', since: '1.0', until: '1.2', deprecated: true },
  ]);
  expect(page).toContain('| `timeoutMs` | `timeout_seconds` (in seconds)<br>`timeout` (v1.0 to v1.2; reported as deprecated; S0-042) |');
});

test('every entry of the alias table is on the page', () => {
  const page = aliasesPage(aliases);
  expect(aliases.filter(({ canonical, accepted }) => accepted !== canonical && !page.includes(`\`${accepted}\``))).toEqual([]);
  expect(page).not.toContain('undefined');
});
