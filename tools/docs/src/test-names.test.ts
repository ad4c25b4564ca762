import { expect, test } from '@jest/globals';
import { testNames } from './test-names.ts';

const names = (source: string) => testNames(source).map(({ name }) => name);

test('reads names from test, it, each and template literals', () => {
  const source = `
    test('plain [S0-041]', () => {});
    it("double", async () => {});
    test.each([[1], [2]])('a row %s [S0-042]', () => {});
    test.each\`a | b\`('tagged', () => {});
    for (const name of all) test(\`\${name} is accepted [S0-018]\`, () => {});
    test('long ' + 'name', () => {});
    test(name, () => {});`;
  expect(names(source)).toEqual(['plain [S0-041]', 'double', 'a row %s [S0-042]', 'tagged', '${...} is accepted [S0-018]', 'long name']);
});

test('joins the names of describes, and looks into functions, loops and suites', () => {
  const source = `
    describe('outer [S1-001]', () => {
      describe.each(['x'])('inner %s', () => { test('deep', () => {}); });
    });
    export function suite(open) { if (open) test('in a suite', () => {}); }`;
  expect(names(source)).toEqual(['outer [S1-001] inner %s deep', 'in a suite']);
});

test('knows which tests never run', () => {
  const source = `
    test.skip('a', () => {});
    test.todo('b');
    describe.skip('c', () => { test('d', () => {}); });
    test.only('e', () => {});`;
  expect(testNames(source).filter(({ runs }) => runs).map(({ name, line }) => [name, line])).toEqual([['e', 5]]);
});

test('ignores calls inside text and comments', () => {
  expect(names("// test('no', ...)\nconst text = `test('neither')`;")).toEqual([]);
});
