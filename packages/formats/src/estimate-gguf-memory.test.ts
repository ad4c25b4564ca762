import { expect, test } from '@jest/globals';
import { encodeGguf, type GgufEntry } from './encode-gguf.ts';
import { estimateGgufMemory } from './estimate-gguf-memory.ts';
import { bytesAsFile } from './random-access.ts';
import { readGguf } from './read-gguf.ts';

async function sample(extra: Record<string, GgufEntry>) {
  const metadata: Record<string, GgufEntry> = { 'general.architecture': ['string', 'llama'], 'llama.block_count': ['u32', 2], 'llama.embedding_length': ['u32', 64], 'llama.attention.head_count': ['u32', 4], ...extra };
  const tensors = [{ name: 'w', shape: [64, 10], type: 'F16', data: new Uint8Array(1280) }];
  return readGguf(bytesAsFile(encodeGguf({ metadata, tensors })));
}

test('memory is the weights, 16 bits per cached number, and the buffers of a batch', async () => {
  const info = await sample({ 'llama.attention.head_count_kv': ['u32', 2] });
  const one = estimateGgufMemory(info, { contextTokens: 1000 });
  expect(one.weights).toBe(1280);
  // tokens x layers x heads x (16 for keys + 16 for values) x 2 bytes
  expect(one.cache).toBe(1000 * 2 * 2 * 32 * 2);
  expect(one.total).toBe(one.weights + one.cache + one.compute + one.process);
  expect(estimateGgufMemory(info, { contextTokens: 1000, sequences: 4 }).cache).toBe(4 * one.cache);
});

test('heads may differ from layer to layer, and default to the attention heads', async () => {
  const varied = await sample({ 'llama.attention.head_count_kv': ['array', 'u32', [1, 3]] });
  expect(estimateGgufMemory(varied, { contextTokens: 10 }).cache).toBe(10 * (1 + 3) * 32 * 2);
  expect(estimateGgufMemory(await sample({}), { contextTokens: 10 }).cache).toBe(10 * 2 * 4 * 32 * 2);
  const lengths = await sample({ 'llama.attention.key_length': ['u32', 8], 'llama.attention.value_length': ['u32', 4] });
  expect(estimateGgufMemory(lengths, { contextTokens: 10 }).cache).toBe(10 * 2 * 4 * 12 * 2);
});
