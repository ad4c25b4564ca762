import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fencedBlocks } from './fenced-blocks.ts';
import { modules } from './modules.ts';
import { shellPlan } from './shell-plan.ts';

const scripts = { start: 'x', bench: 'y' };

test('finds blocks with their language, line and reason for not being run', () => {
  const markdown = ['# A', '```ts', 'const a = 1;', '```', 'text', '~~~sh no-run: needs a key', 'llmrr', '~~~', '  ```js', '  b();', '  ```'].join('\n');
  expect(fencedBlocks(markdown, 'a.md')).toEqual([
    { file: 'a.md', line: 3, language: 'ts', text: 'const a = 1;\n', continues: false },
    { file: 'a.md', line: 7, language: 'sh', text: 'llmrr\n', continues: false, notRunBecause: 'needs a key' },
    { file: 'a.md', line: 10, language: 'js', text: 'b();\n', continues: false },
  ]);
});

test('a shorter fence inside a longer one is text', () => {
  expect(fencedBlocks('````md\n```ts\nx\n```\n````', 'a.md').map(({ language }) => language)).toEqual(['md']);
});

test.each(['```ts no-run', '```ts no-run:', '```ts norun: x', '```ts skip'])('%s is refused, as it would hide a block', (fence) => {
  expect(() => fencedBlocks(`${fence}\nx\n\`\`\``, 'a.md')).toThrow(/a\.md:1: expected 'no-run: REASON'/);
});

test('a fence that is never closed is refused', () => {
  expect(() => fencedBlocks('a\n```ts\nx', 'a.md')).toThrow('a.md:2: the code fence is never closed');
});

test('every line of a program stands where it stands in the document, also where a block continues another', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }), (gaps) => {
      const lines = gaps.flatMap((gap, index) => [...Array<string>(gap).fill('prose'), index ? '```ts continues' : '```ts', `step(${index});`, '```']);
      const [program, ...others] = modules(fencedBlocks(lines.join('\n'), 'a.md'));
      expect(others).toEqual([]);
      const steps = gaps.map((_, index) => `step(${index});`);
      expect(steps.map((step) => program?.text.split('\n').indexOf(step))).toEqual(steps.map((step) => lines.indexOf(step)));
    }),
  );
});

test('a block that continues nothing is refused', () => {
  expect(() => modules(fencedBlocks('```ts continues\nx\n```', 'a.md'))).toThrow('a.md:2: there is no ts block to continue');
});

test('commands run against the given port, without those that are shown elsewhere', () => {
  const text = 'npm ci && npm start   # once\n# then\nllmrr serve\ncurl localhost:3006/v1/models \\\n  -H "a: b"\n';
  expect(shellPlan(text, { port: 4711, scripts })).toEqual({ script: '# then\ncurl localhost:4711/v1/models -H "a: b"\n', problems: [] });
});

test('a block of which everything is shown elsewhere runs nothing', () => {
  expect(shellPlan('npm install @llmrr/core \\\n  @llmrr/http\nnpm run bench -- gateway\n', { port: 1, scripts }).script).toBe('');
});

test('llmrr serve with options is run, so that an option which does not exist is found', () => {
  expect(shellPlan('llmrr serve --no-such', { port: 1, scripts }).script).toBe('llmrr serve --no-such');
});

test('a script that package.json does not have is found', () => {
  expect(shellPlan('npm run nonsense && npm test', { port: 1, scripts }).problems).toEqual(["package.json has no script 'nonsense'", "package.json has no script 'test'"]);
});
