import { expect, test } from '@jest/globals';
import { bytesAsFile, readGguf } from '@llmrr/formats';
import { CHAT_TEMPLATE, llamaFromGguf, llamaGguf, type LlamaShape } from './llama.ts';
import { random } from './random.ts';
import type { Tensor } from './safetensors.ts';
import { trainTokenizer } from './tokenizer.ts';

const shape: LlamaShape = {
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 32,
  intermediate_size: 96,
  vocab_size: 262,
  max_position_embeddings: 128,
  rms_norm_eps: 0.5,
  rope_theta: 10000,
};
const tokenizer = trainTokenizer(['a tiny text for a tiny test, a tiny text'], shape.vocab_size);
const chance = random(5);
const tensor = (...size: number[]): Tensor => ({
  shape: size,
  values: Float32Array.from({ length: size.reduce((a, b) => a * b, 1) }, () => chance.next() - 0.5),
});
const tensors = new Map<string, Tensor>([
  ['model.embed_tokens.weight', tensor(262, 64)],
  ['model.norm.weight', tensor(64)],
  ...[0, 1].flatMap((layer): [string, Tensor][] =>
    [
      ['input_layernorm', 64],
      ['self_attn.q_proj', 64, 64],
      ['self_attn.k_proj', 32, 64],
      ['self_attn.v_proj', 32, 64],
      ['self_attn.o_proj', 64, 64],
      ['post_attention_layernorm', 64],
      ['mlp.gate_proj', 96, 64],
      ['mlp.up_proj', 96, 64],
      ['mlp.down_proj', 64, 96],
    ].map(([name, ...size]) => [`model.layers.${layer}.${String(name)}.weight`, tensor(...(size as number[]))]),
  ),
]);

test('a GGUF file that we write says of itself what we meant', async () => {
  const info = await readGguf(bytesAsFile(llamaGguf({ name: 'speck', shape, tensors, tokenizer, type: 'Q8_0' })));
  expect(info).toMatchObject({
    architecture: 'llama',
    name: 'speck',
    license: 'mit',
    contextTokens: 128,
    embeddingLength: 64,
    chatTemplate: CHAT_TEMPLATE,
    quantization: 'Q8_0',
  });
  expect(info.tokenizer).toEqual({ model: 'gpt2', tokens: 262, bosToken: 0, eosToken: 2 });
  expect(info.parameters).toBe([...tensors.values()].reduce((sum, { values }) => sum + values.length, 0));
  expect(info.tensors.find(({ name }) => name === 'blk.1.ffn_down.weight')).toMatchObject({ shape: [96, 64], type: 'Q8_0' });
  expect(info.tensors.find(({ name }) => name === 'blk.0.attn_norm.weight')).toMatchObject({ shape: [64], type: 'F32' });
});

test.each([
  ['F32', 0],
  ['F16', 2 ** -12],
  ['Q8_0', 0.5 / 127],
] as const)('weights come back from a GGUF file of %s', async (type, error) => {
  const { shape: found, tensors: read } = await llamaFromGguf(bytesAsFile(llamaGguf({ name: 'speck', shape, tensors, tokenizer, type })));
  expect(found).toEqual(shape);
  for (const [name, { shape: size, values }] of tensors) {
    expect(read.get(name)?.shape).toEqual(size);
    expect(Math.max(...values.map((value, at) => Math.abs(value - (read.get(name)?.values[at] ?? NaN))))).toBeLessThanOrEqual(error);
  }
});

test('rows of queries and keys stand in the order of llama.cpp: pairs instead of halves', async () => {
  const numbered = new Map([
    ...tensors,
    [
      'model.layers.0.self_attn.k_proj.weight',
      { shape: [32, 64], values: Float32Array.from({ length: 32 * 64 }, (_, at) => Math.floor(at / 64)) },
    ],
  ]);
  const bytes = llamaGguf({ name: 'speck', shape, tensors: numbered, tokenizer, type: 'F32' });
  const entry = (await readGguf(bytesAsFile(bytes))).tensors.find(({ name }) => name === 'blk.0.attn_k.weight');
  const view = new DataView(bytes.buffer, bytes.byteOffset + (entry?.offset ?? 0));
  expect(Array.from({ length: 6 }, (_, row) => view.getFloat32(row * 64 * 4, true))).toEqual([0, 16, 1, 17, 2, 18]);
});

test('a missing tensor is named', () => {
  expect(() => llamaGguf({ name: 'speck', shape, tensors: new Map(), tokenizer, type: 'F32' })).toThrow(
    'expected the tensor model.embed_tokens.weight, found none',
  );
});
