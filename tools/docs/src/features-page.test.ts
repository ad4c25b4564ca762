import { expect, test } from '@jest/globals';
import { featuresPage } from './features-page.ts';

const inventory = {
  groups: [{ number: 7, title: 'Cache, keys', rows: [{ id: 'S0-001', issue: 2, title: 'first' }, { id: 'S0-002', issue: 5, title: 'second' }] }],
};

test('a claimed row names its tests, an unclaimed one its issue', () => {
  const page = featuresPage(inventory, [
    { id: 'S0-001', file: 'packages/core/src/a/b.test.ts', line: 3, test: 'one | two' },
    { id: 'S0-001', file: 'apps/cli/src/c.test.ts', line: 1, test: 'three' },
  ]);
  expect(page).toContain('| S0-001 | first | one \\| two ([core/a/b](../packages/core/src/a/b.test.ts))<br>three ([cli/c](../apps/cli/src/c.test.ts)) |');
  expect(page).toContain('| S0-002 | second | *open*: issue 5 |');
  expect(page).toContain('1 of 2 behaviours');
  expect(page).toContain('| [7. Cache, keys](#7-cache-keys) | █████░░░░░ | 1 of 2 |');
});
