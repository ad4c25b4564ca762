import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Source } from '@llmrr/core';
import { encodeGguf } from '@llmrr/formats';
import { gguf } from './gguf.ts';
import { randomGguf } from './random-gguf.test.fixture.ts';

// What a file says of itself, before any engine is started.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmrr-gguf-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function source(name: string, bytes: Uint8Array | string, more: Partial<Source> = {}): Promise<Source> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { uri: `file:${path}`, scheme: 'file', rest: path, ...more };
}

test('the card comes from the header alone', async () => {
  const model = await gguf().languageModel?.(await source('random.gguf', randomGguf(), { id: 'my-model' }));
  expect(model?.id).toBe('my-model');
  expect(model?.card).toEqual({
    id: 'my-model',
    provider: 'gguf',
    name: 'random',
    locality: 'local',
    capabilities: new Set(['text-generation', 'json', 'json-schema', 'prefill', 'logprobs']),
    contextTokens: 512,
    prices: { input: 0, output: 0, source: 'local' },
    quality: null,
    description: 'llama, 0.1 million parameters, F32, 512 tokens of context',
    parameters: expect.any(Number),
    quantization: 'F32',
    sizeBytes: randomGguf().length,
  });
  expect(model?.state?.()).toEqual({ loaded: false, active: 0, queued: 0 });
  await model?.close?.();
});

test('a template tells what a model can do: tools with any, thoughts with one that knows them', async () => {
  const template = (text: string) => randomGguf({ extra: { 'tokenizer.chat_template': ['string', text] } });
  const plain = await gguf().languageModel?.(await source('plain.gguf', template('{{ messages }}')));
  expect([...(plain?.card.capabilities ?? [])]).toEqual(expect.arrayContaining(['tools', 'logprobs']));
  const thinking = await gguf().languageModel?.(await source('thinking.gguf', template('{% if enable_thinking %}<think>{% endif %}')));
  expect([...(thinking?.card.capabilities ?? [])]).toEqual(expect.arrayContaining(['tools', 'reasoning']));
});

test('contextTokens is never more than the model was trained on, and the card says why', async () => {
  const open = async (options: Record<string, unknown>, contextTokens = 512) => (await gguf().languageModel?.(await source('context.gguf', randomGguf({ contextTokens }), { options })))?.card;
  expect(await open({ contextTokens: 256 })).toMatchObject({ contextTokens: 256 });
  expect(await open({ contextTokens: 1_000_000 })).toMatchObject({
    contextTokens: 512,
    description: expect.stringContaining('contextTokens 1000000 was lowered to 512: the model was trained on no more'),
  });
  expect(await open({}, 131_072)).toMatchObject({ contextTokens: 8192, description: expect.stringContaining('the model was trained on 131072; set contextTokens to use more of it') });
  expect(await open({ contextTokens: 100_000 }, 131_072)).toMatchObject({ contextTokens: 100_000 });
  // Half of this limit holds 4096 tokens for each of four conversations, not 8192.
  expect(await open({ memoryLimitBytes: 240e6 }, 131_072)).toMatchObject({ contextTokens: 4096 });
});

test('content decides which file: sources are opened, not names', async () => {
  const provider = gguf();
  const opens = async (name: string, bytes: Uint8Array | string, more: Partial<Source> = {}) => provider.opens(await source(name, bytes, more));
  expect(await opens('blob-without-a-name', randomGguf())).toBe(true);
  expect(await opens('model.onnx', randomGguf())).toBe(true);
  expect(await opens('text.gguf', 'no model at all')).toBe(false);
  expect(await opens('forced', 'no model at all', { format: 'gguf' })).toBe(true);
  expect(await opens('other.gguf', randomGguf(), { format: 'onnx' })).toBe(false);
  expect(await provider.opens({ uri: 'openai:gpt-4o', scheme: 'openai', rest: 'gpt-4o' })).toBe(false);
  expect(await provider.opens({ uri: 'file:./none.gguf', scheme: 'file', rest: './none.gguf' })).toBe(true);
  expect(await provider.opens({ uri: 'file:./none.bin', scheme: 'file', rest: './none.bin' })).toBe(false);
  const path = join(folder, 'blob-without-a-name');
  expect(await provider.opens({ uri: `file://${path}`, scheme: 'file', rest: `//${path}` })).toBe(true);
});

test('missing, broken, foreign and dependent files are refused by name before an engine sees them', async () => {
  const refused = async (name: string, bytes: Uint8Array | string, error: object) => {
    await expect(gguf().languageModel?.(await source(name, bytes, { format: 'gguf' }))).rejects.toMatchObject(error);
  };
  await expect(gguf().languageModel?.({ uri: 'file:/none.gguf', scheme: 'file', rest: '/none.gguf' })).rejects.toMatchObject({ code: 'model-file-missing', message: expect.stringContaining('/none.gguf') });
  await refused('cut.gguf', randomGguf().slice(0, 50_000), { code: 'model-file-corrupt', message: expect.stringContaining('truncated') });
  await refused('text.gguf', 'no model at all', { code: 'model-file-corrupt', details: { what: 'magic', found: '"no m"' } });
  await refused('net.pkl', Uint8Array.from([0x80, 4, 0x95, 0, 0, 0, 0]), { code: 'unsupported-format', message: expect.stringMatching(/^Unsupported model format '\.pkl'/) });
  const adapter = encodeGguf({ metadata: { 'general.architecture': ['string', 'llama'], 'general.type': ['string', 'adapter'] } });
  await refused('lora.gguf', adapter, { code: 'unsupported-format', message: expect.stringContaining("of the kind 'adapter', which does not run alone") });
});

test('a model in several files is opened by its first one, and counted whole', async () => {
  const part = (index: number) =>
    encodeGguf({
      metadata: { 'general.architecture': ['string', 'llama'], 'split.no': ['u16', index], 'split.count': ['u16', 2] },
      tensors: [{ name: `w${index}`, shape: [32], type: 'F32', data: new Uint8Array(128) }],
    });
  const second = await source('big-00002-of-00002.gguf', part(1));
  const first = await source('big-00001-of-00002.gguf', part(0));
  const model = await gguf().languageModel?.(first);
  expect(model?.card).toMatchObject({ parameters: 64, sizeBytes: part(0).length + part(1).length });
  await expect(gguf().languageModel?.(second)).rejects.toMatchObject({ code: 'unsupported-format', details: { first: first.rest } });
  await rm(second.rest);
  await expect(gguf().languageModel?.(first)).rejects.toMatchObject({ code: 'model-file-missing', message: expect.stringContaining('big-00002-of-00002.gguf') });
  await expect(gguf().languageModel?.(await source('renamed.gguf', part(0)))).rejects.toMatchObject({ code: 'model-file-corrupt', message: expect.stringContaining('-00001-of-00002.gguf') });
});

test('a model that was made for vectors makes no text, and one for ranks neither', async () => {
  const pooled = (type: number) => randomGguf({ extra: { 'llama.pooling_type': ['u32', type] } });
  const embedder = await source('embedder.gguf', pooled(1));
  await expect(gguf().languageModel?.(embedder)).rejects.toMatchObject({ code: 'unsupported-capability', message: expect.stringContaining("was made for embeddings (pooling 'mean')") });
  const model = await gguf().embeddingModel?.(embedder);
  expect([model?.dimensions, [...(model?.card.capabilities ?? [])]]).toEqual([64, ['embedding']]);
  await expect(gguf().embeddingModel?.(await source('ranker.gguf', pooled(4)))).rejects.toMatchObject({ code: 'unsupported-capability' });
});

test('wrong options are refused with their names', async () => {
  expect(() => gguf({ threads: 0 })).toThrow(expect.objectContaining({ code: 'invalid-config', message: expect.stringContaining('threads') }));
  const bad = await source('options.gguf', randomGguf(), { options: { contextTokens: 'many', gpu: 'abacus' } });
  await expect(gguf().languageModel?.(bad)).rejects.toMatchObject({ code: 'invalid-config', details: { issues: [{ path: 'contextTokens' }, { path: 'gpu' }] } });
});

test('what would not fit into memory is refused with both numbers before a process starts', async () => {
  const model = await gguf({ memoryLimitBytes: 50e6 }).languageModel?.(await source('large.gguf', randomGguf()));
  await expect(model?.load?.()).rejects.toMatchObject({ code: 'model-load-failed', details: { limitBytes: 50e6, estimatedBytes: expect.any(Number) } });
});

test('opening models starts nothing and leaves nothing open', async () => {
  await mkdir(join(folder, 'handles'), { recursive: true });
  const before = process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
  const provider = gguf();
  await provider.languageModel?.(await source('quiet.gguf', randomGguf()));
  expect(process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length).toBe(before);
  await provider.close?.();
});
