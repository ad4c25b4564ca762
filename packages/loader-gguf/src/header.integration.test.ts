import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import { estimateGgufMemory, ggmlTypes, readGguf } from '@llmrr/formats';
import { tinyLanguageModel } from '@llmrr/tiny-models';
import { randomGguf } from './random-gguf.test.fixture.ts';

// The engine as the oracle of our own reader: it runs in a process of its own, where no test realm confuses it.
jest.setTimeout(120_000);

/** Runs a script with node-llama-cpp as `api` and gives what it returns. */
async function inEngine(script: string): Promise<unknown> {
  const engine = pathToFileURL(createRequire(import.meta.url).resolve('node-llama-cpp')).href;
  const source = `const api = await import(${JSON.stringify(engine)}); const run = async () => { ${script} }; console.log('RESULT' + JSON.stringify(await run(), (_, value) => (typeof value === 'bigint' ? Number(value) : value))); process.exit(0);`;
  const folder = await mkdtemp(join(tmpdir(), 'llmrr-oracle-'));
  try {
    // The engine does not start from --eval.
    await writeFile(join(folder, 'oracle.mjs'), source);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'oracle.mjs')], { maxBuffer: 1e8 });
    return JSON.parse(stdout.slice(stdout.indexOf('RESULT') + 6));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the header of a model reads as the engine itself reads it', async () => {
  const info = await readGguf(tinyLanguageModel.path);
  const theirs = (await inEngine(`
    const { version, metadata, fullTensorInfo } = await api.readGgufFileInfo(${JSON.stringify(tinyLanguageModel.path)});
    const { llama, general, tokenizer } = metadata;
    return { version, llama, general, tokens: tokenizer.ggml.tokens.length, template: tokenizer.chat_template,
      tensors: fullTensorInfo.map(({ name, dimensions, fileOffset, ggmlType }) => ({ name, shape: dimensions, offset: fileOffset, type: api.GgmlType[ggmlType] })) };
  `)) as { version: number; tokens: number; template: string; general: Record<string, unknown>; llama: Record<string, unknown>; tensors: object[] };
  expect(info.version).toBe(theirs.version);
  expect(info.chatTemplate).toBe(theirs.template);
  expect(info.tokenizer?.tokens).toBe(theirs.tokens);
  expect([info.name, info.architecture, info.contextTokens]).toEqual([theirs.general['name'], theirs.general['architecture'], theirs.llama['context_length']]);
  expect(info.tensors.map(({ name, shape, offset, type }) => ({ name, shape, offset, type }))).toEqual(theirs.tensors);
});

test('every tensor type takes the bytes that the engine says', async () => {
  const theirs = (await inEngine(`
    const llama = await api.getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error' });
    return Array.from({ length: 64 }, (_, type) => [type, llama._bindings.getBlockSizeForGgmlType(type) ?? 0, llama._bindings.getTypeSizeForGgmlType(type) ?? 0]).filter(([, items]) => items > 0);
  `)) as [number, number, number][];
  expect([...ggmlTypes].map(([type, { blockItems, blockBytes }]) => [type, blockItems, blockBytes])).toEqual(theirs);
});

test('the estimate of memory is what the engine takes, or above it by a tenth at most', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'llmrr-memory-'));
  try {
    const cases = [];
    for (const [index, model] of [{ width: 256, layers: 8 }, { width: 512, layers: 2 }, { width: 64, layers: 2, moreTokens: 20_000 }].entries()) {
      const path = join(folder, `${index}.gguf`);
      await writeFile(path, randomGguf({ ...model, contextTokens: 32_768 }));
      for (const [contextTokens, sequences] of [
        [512, 1],
        [4096, 4],
        [16_384, 2],
      ] as const) {
        const { cache, compute } = estimateGgufMemory(await readGguf(path), { contextTokens, sequences });
        cases.push({ path, contextTokens, sequences, estimated: cache + compute });
      }
    }
    const measured = (await inEngine(`
      const llama = await api.getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error', maxThreads: 1 });
      const sizes = [];
      for (const { path, contextTokens, sequences } of ${JSON.stringify(cases)}) {
        const model = await llama.loadModel({ modelPath: path });
        sizes.push((await model.createContext({ contextSize: contextTokens, sequences, threads: 1 })).memoryUsage.ram);
        await model.dispose();
      }
      return sizes;
    `)) as number[];
    for (const [index, { path: _, estimated, ...shape }] of cases.entries()) {
      const ratio = estimated / (measured[index] ?? 0);
      expect({ ...shape, ratio, tooLow: ratio < 0.999, tooHigh: ratio > 1.1 }).toMatchObject({ tooLow: false, tooHigh: false });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
