import { expect, test } from '@jest/globals';
import { parseSource } from '@llmrr/core';
import { installed, missing } from './installed.ts';

const notFound = (name: string) => Object.assign(new Error(`Cannot find package '${name}' imported from /somewhere/index.js`), { code: 'ERR_MODULE_NOT_FOUND' });

test('a package that is not there is no error until one of its models is opened, which names the command', async () => {
  expect(await installed('@llmrr/loader-x', () => Promise.reject(notFound('@llmrr/loader-x')))).toBeUndefined();
  const provider = missing('vendor', '@llmrr/loader-x');
  expect([provider.opens(parseSource('vendor:model')), provider.opens(parseSource('other:model'))]).toEqual([true, false]);
  await expect(provider.languageModel!(parseSource('vendor:model'))).rejects.toMatchObject({ code: 'missing-package', message: expect.stringContaining('npm install @llmrr/loader-x') });
});

test('a package that is there but fails inside stays an error', async () => {
  await expect(installed('@llmrr/loader-x', () => Promise.reject(notFound('left-pad')))).rejects.toThrow('left-pad');
  await expect(installed('@llmrr/loader-x', () => Promise.reject(new SyntaxError('broken')))).rejects.toThrow('broken');
});
