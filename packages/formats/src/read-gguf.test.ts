import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import fc from 'fast-check';
import { encodeGguf, type GgufEntry, type TensorData } from './encode-gguf.ts';
import { bytesAsFile, type RandomAccess } from './random-access.ts';
import { readGguf } from './read-gguf.ts';

const metadata: Record<string, GgufEntry> = {
  'general.architecture': ['string', 'llama'],
  'general.name': ['string', 'sample'],
  'general.file_type': ['u32', 7],
  'llama.context_length': ['u32', 512],
  'llama.embedding_length': ['u32', 32],
  'tokenizer.ggml.model': ['string', 'gpt2'],
  'tokenizer.ggml.tokens': ['array', 'string', ['a', 'b', '<|end|>']],
  'tokenizer.ggml.eos_token_id': ['u32', 2],
  'tokenizer.chat_template': ['string', '{{ messages }}'],
  'test.every': ['array', 'i16', [-1, 2]],
  'test.wide': ['u64', 2n ** 63n],
  'test.negative': ['i64', -5],
  'test.truth': ['bool', true],
  'test.float': ['f64', 0.5],
  ['__proto__']: ['string', 'not a prototype'],
};
const tensors: TensorData[] = [
  { name: 'token_embd.weight', shape: [32, 3], type: 'Q8_0', data: new Uint8Array(3 * 34) },
  { name: 'output_norm.weight', shape: [32], type: 'F32', data: new Uint8Array(32 * 4) },
];
const sample = encodeGguf({ metadata, tensors });

async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await readGguf(bytesAsFile(bytes));
    return 'read';
  } catch (error) {
    if (LlmrrError.is(error, 'model-file-corrupt')) return 'corrupt';
    throw error;
  }
}

function changed(change: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = Uint8Array.from(sample);
  change(new DataView(bytes.buffer), bytes);
  return bytes;
}

/** Where a text stands in the sample. */
function at(text: string): number {
  return Buffer.from(sample).indexOf(text);
}

test('the header tells architecture, quantisation, context, tokenizer and template, and every kind of value survives', async () => {
  const info = await readGguf(bytesAsFile(sample));
  expect(info).toMatchObject({
    version: 3,
    architecture: 'llama',
    kind: 'model',
    name: 'sample',
    parameters: 128,
    quantization: 'Q8_0',
    contextTokens: 512,
    embeddingLength: 32,
    pooling: null,
    tokenizer: { model: 'gpt2', tokens: 3, bosToken: null, eosToken: 2 },
    chatTemplate: '{{ messages }}',
    split: null,
    sizeBytes: sample.length,
  });
  expect(info.metadata['test.every']).toEqual([-1, 2]);
  expect(info.metadata['test.wide']).toBe(2n ** 63n);
  expect(info.metadata['test.negative']).toBe(-5);
  expect(info.metadata['test.truth']).toBe(true);
  expect(info.metadata['test.float']).toBe(0.5);
  expect(Object.keys(info.metadata)).toContain('__proto__');
  const [first, second] = info.tensors;
  expect(first).toMatchObject({ name: 'token_embd.weight', shape: [32, 3], type: 'Q8_0', bytes: 102 });
  expect(second).toMatchObject({ type: 'F32', bytes: 128, offset: (first?.offset ?? 0) + 128 });
  expect((second?.offset ?? 0) + 128).toBe(sample.length);
});

test('a vocabulary is counted, not kept, and only the head of a large file is read', async () => {
  const tokens = Array.from({ length: 20_000 }, (_, i) => `token ${i}`);
  const head = encodeGguf({ metadata: { 'general.architecture': ['string', 'llama'], 'tokenizer.ggml.model': ['string', 'gpt2'], 'tokenizer.ggml.tokens': ['array', 'string', tokens] } });
  const sizeBytes = 10e9;
  let bytesRead = 0;
  const file: RandomAccess = {
    name: 'large',
    sizeBytes,
    async read(offset, length) {
      bytesRead += length;
      const bytes = new Uint8Array(length);
      bytes.set(head.subarray(offset, offset + length));
      return bytes;
    },
  };
  const info = await readGguf(file);
  expect(info.tokenizer?.tokens).toBe(20_000);
  expect(info.metadata['tokenizer.ggml.tokens']).toEqual({ skipped: true, type: 'string', count: 20_000 });
  expect(bytesRead).toBeLessThan(2 * head.length + 65_536);
});

test('a header that does not end within the limit is refused before it is read further', async () => {
  const head = encodeGguf({ metadata: { 'general.architecture': ['string', 'x'.repeat(300_000)] } });
  await expect(readGguf(bytesAsFile(head), { headerBytes: 100_000 })).rejects.toMatchObject({ code: 'model-file-corrupt', details: { what: 'header', expected: 'its end within 100000 bytes' } });
});

test('version 2 is read, versions 1, 4 and big-endian files are refused by name', async () => {
  expect(await outcome(changed((view) => view.setUint32(4, 2, true)))).toBe('read');
  for (const [version, found] of [
    [1, '1'],
    [4, '4'],
    [0x03000000, '3, big-endian'],
  ] as const) {
    await expect(readGguf(bytesAsFile(changed((view) => view.setUint32(4, version, true)), 'm.gguf'))).rejects.toMatchObject({
      code: 'model-file-corrupt',
      message: `m.gguf is not a sound GGUF file: version at byte 4: expected 2 or 3, little-endian, found ${found}. Download or convert it again.`,
      details: { path: 'm.gguf', what: 'version', where: 4, found },
    });
  }
});

test('absurd counts, lengths, types, shapes, offsets and alignments are refused', async () => {
  const tensor = at('token_embd.weight') + 17;
  const cases: Record<string, (view: DataView, bytes: Uint8Array) => void> = {
    magic: (_, bytes) => bytes.set(Buffer.from('XXXX')),
    'number of tensors': (view) => view.setBigUint64(8, 2n ** 60n, true),
    'number of metadata entries': (view) => view.setBigUint64(16, 2n ** 40n, true),
    'length of a metadata key': (view) => view.setBigUint64(24, 2n ** 33n, true),
    'length of general.name': (view) => view.setBigUint64(at('general.name') + 16, 2n ** 62n, true),
    'type of general.name': (view) => view.setUint32(at('general.name') + 12, 13, true),
    'length of tokenizer.ggml.tokens': (view) => view.setBigUint64(at('tokenizer.ggml.tokens') + 29, 2n ** 50n, true),
    'length of a tensor name': (view) => view.setBigUint64(tensor - 25, 64n, true),
    'dimensions of token_embd.weight': (view) => view.setUint32(tensor, 5, true),
    'shape of token_embd.weight': (view) => view.setBigUint64(tensor + 4, 33n, true),
    'type of token_embd.weight': (view) => view.setUint32(tensor + 20, 99, true),
    'tensor token_embd.weight': (view) => view.setBigUint64(tensor + 24, 2n ** 40n, true),
    'offset of token_embd.weight': (view) => view.setBigUint64(tensor + 24, 2n ** 63n, true),
  };
  for (const [what, change] of Object.entries(cases)) {
    await expect(readGguf(bytesAsFile(changed(change)))).rejects.toMatchObject({ code: 'model-file-corrupt', details: { what, where: expect.any(Number), expected: expect.any(String), found: expect.any(String) } });
  }
  const refused = (extra: Record<string, GgufEntry>, list = tensors) => outcome(encodeGguf({ metadata: { ...metadata, ...extra }, tensors: list }));
  expect(await refused({ 'general.alignment': ['u32', 0] })).toBe('corrupt');
  expect(await refused({ 'general.alignment': ['u32', 48] })).toBe('corrupt');
  expect(await refused({ 'general.architecture': ['u32', 7] })).toBe('corrupt');
  const [first] = tensors as [TensorData];
  expect(await refused({}, [first, first])).toBe('corrupt');
  expect(await refused({}, [{ ...first, shape: [32, 0] }])).toBe('corrupt');
  expect(await refused({}, [{ ...first, shape: [2 ** 40, 2 ** 40] }])).toBe('corrupt');
  // One byte of the second tensor's offset back to 0: both would use the same bytes.
  expect(await outcome(changed((view) => view.setBigUint64(at('output_norm.weight') + 18 + 4 + 8 + 4, 0n, true)))).toBe('corrupt');
});

test('arrays inside arrays end at a depth, not in a stack overflow', async () => {
  const levels = 5000;
  const nested = Buffer.alloc(levels * 12);
  for (let i = 0; i < levels; i++) {
    nested.writeUInt32LE(9, i * 12);
    nested.writeBigUInt64LE(1n, i * 12 + 4);
  }
  const head = Buffer.alloc(24);
  head.write('GGUF');
  head.writeUInt32LE(3, 4);
  head.writeBigUInt64LE(1n, 16);
  const key = Buffer.alloc(13);
  key.writeBigUInt64LE(1n, 0);
  key.write('k', 8);
  key.writeUInt32LE(9, 9);
  expect(await outcome(Uint8Array.from(Buffer.concat([head, key, nested])))).toBe('corrupt');
});

test('a file cut at any byte is refused', async () => {
  for (let length = 0; length < sample.length; length++) expect([length, await outcome(sample.slice(0, length))]).toEqual([length, 'corrupt']);
});

test('any flipped bit of the header gives a header or a typed error, at once', async () => {
  const counts = { read: 0, corrupt: 0 };
  const header = (await readGguf(bytesAsFile(sample))).headerBytes;
  for (let byte = 0; byte < header; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      counts[(await outcome(changed((_, bytes) => (bytes[byte] = (bytes[byte] ?? 0) ^ (1 << bit))))) as keyof typeof counts]++;
    }
  }
  expect(counts.read + counts.corrupt).toBe(header * 8);
  expect(counts.corrupt).toBeGreaterThan(header);
});

test('any mix of damage gives a header or a typed error', async () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: sample.length - 1 }), fc.constantFrom(0, 1, 4, 0x7f, 0x80, 0xff)), { minLength: 1, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(damage, fc.nat({ max: 64 }), async (places, cut) => {
      const bytes = changed((_, copy) => places.forEach(([place, value]) => (copy[place] = value)));
      expect(['read', 'corrupt']).toContain(await outcome(bytes.slice(0, bytes.length - cut)));
    }),
    { numRuns: 3000 },
  );
});

test('any bytes behind the magic give a header or a typed error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (tail, version) => {
      const head = Uint8Array.from([0x47, 0x47, 0x55, 0x46, ...(version ? [3, 0, 0, 0] : []), ...tail]);
      expect(['read', 'corrupt']).toContain(await outcome(head));
    }),
    { numRuns: 2000 },
  );
});

test('a path that is not there, or is a folder, is a missing model file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'llmrr-'));
  try {
    await expect(readGguf(join(folder, 'none.gguf'))).rejects.toMatchObject({ code: 'model-file-missing', details: { found: 'nothing' } });
    await expect(readGguf(folder)).rejects.toMatchObject({ code: 'model-file-missing', details: { found: 'a directory' } });
    await writeFile(join(folder, 'a.gguf'), sample);
    expect((await readGguf(join(folder, 'a.gguf'))).name).toBe('sample');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what was encoded is read back, for any metadata and any tensors', async () => {
  const tensor = fc.record({ name: fc.stringMatching(/^[a-z0-9_.]{1,40}$/), rows: fc.integer({ min: 1, max: 4 }), type: fc.constantFrom(['F32', 128], ['F16', 64], ['Q8_0', 34], ['Q4_0', 18]) });
  const value = fc.oneof(
    fc.string().map((text): GgufEntry => ['string', text]),
    fc.maxSafeInteger().map((number): GgufEntry => ['i64', number + 0]),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number): GgufEntry => ['f64', number]),
    fc.boolean().map((truth): GgufEntry => ['bool', truth]),
    fc.array(fc.string(), { maxLength: 8 }).map((items): GgufEntry => ['array', 'string', items]),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z.]{1,20}$/), value), fc.uniqueArray(tensor, { maxLength: 6, selector: ({ name }) => name }), fc.constantFrom(16, 32, 256), async (extra, list, alignment) => {
      const all: Record<string, GgufEntry> = { 'general.architecture': ['string', 'llama'], 'general.alignment': ['u32', alignment], ...extra };
      const info = await readGguf(bytesAsFile(encodeGguf({ metadata: all, tensors: list.map(({ name, rows, type: [type, bytes] }) => ({ name, shape: [32, rows], type: String(type), data: new Uint8Array(rows * Number(bytes)) })), alignment })));
      for (const [key, entry] of Object.entries(extra)) expect(info.metadata[key]).toEqual(entry.at(-1));
      expect(info.tensors.map(({ name }) => name)).toEqual(list.map(({ name }) => name));
      expect(info.tensors.every(({ offset }) => offset % alignment === 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
