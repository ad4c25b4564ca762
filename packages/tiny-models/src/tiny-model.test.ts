import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { readGguf } from '@llmrr/formats';
import { tinyLanguageModel } from './tiny-model.ts';

test('the file is the one that the manifest describes, to the byte', async () => {
  const bytes = await readFile(tinyLanguageModel.path);
  expect(bytes.length).toBe(tinyLanguageModel.bytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(tinyLanguageModel.sha256);
  expect(bytes.length).toBeLessThan(6e6);
});

test('the manifest says of the model what its own header says', async () => {
  const info = await readGguf(tinyLanguageModel.path);
  expect(info).toMatchObject({ architecture: 'llama', kind: 'model', name: tinyLanguageModel.id, contextTokens: tinyLanguageModel.contextTokens });
  expect(info.parameters).toBe(tinyLanguageModel.parameters);
  expect(info.license).toBe(tinyLanguageModel.license.toLowerCase());
  expect(tinyLanguageModel.heldOut.right / tinyLanguageModel.heldOut.of).toBeGreaterThan(0.9);
});

test('no model lies in the package that the manifest does not name', async () => {
  expect((await readdir(dirname(tinyLanguageModel.path))).sort()).toEqual(['models.json', basename(tinyLanguageModel.path)].sort());
});
