import { expect, test } from '@jest/globals';
import { claims, claimsIn, unknownClaims } from './claims.ts';
import { inventory } from './inventory.ts';

test('a test claims every row in its brackets, and other brackets are no claim', () => {
  const found = claimsIn("test('retries [growing] delay [S0-041, S1-029] [S3-007]', () => {});", 'a.test.ts');
  expect(found.map(({ id }) => id)).toEqual(['S0-041', 'S1-029', 'S3-007']);
  expect(found[0]?.test).toBe('retries [growing] delay');
});

test('a skipped test claims nothing', () => {
  expect(claimsIn("test.skip('retries [S0-041]', () => {});", 'a.test.ts')).toEqual([]);
});

test.each(['S0-999', 'S5-001', 'S0-41', 's0-041', 'S0-041;'])('a claim of %s is a typing error', (id) => {
  const found = claimsIn(`test('x [${id}]', () => {});`, 'a.test.ts');
  expect(unknownClaims(found, inventory())).toHaveLength(1);
});

test('no test of this repository claims a row that the inventory does not have', () => {
  expect(unknownClaims(claims(), inventory())).toEqual([]);
});

test('the inventory has 381 rows, each once, each with an issue', () => {
  const rows = inventory().groups.flatMap((group) => group.rows);
  expect(new Set(rows.map((row) => row.id)).size).toBe(381);
  expect(rows.filter((row) => !/^S[0-4]-\d{3}$/.test(row.id) || row.issue < 2 || row.issue > 8 || !row.title)).toEqual([]);
});
