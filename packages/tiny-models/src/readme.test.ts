import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';

test('the example of the README runs and prints what its comments say', async () => {
  const root = join(import.meta.dirname, '..');
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const folder = await mkdtemp(join(root, '.readme-'));
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await writeFile(join(folder, 'example.ts'), example);
    await import(join(folder, 'example.ts'));
    const [, said] = /console\.log\(.*\);\n\/\/ (.*)/.exec(example) ?? [];
    expect(log.mock.calls.map((values) => values.join(' '))).toEqual([said]);
  } finally {
    log.mockRestore();
    await rm(folder, { recursive: true });
  }
});
