import { encodeGguf, type GgufEntry, type RandomAccess, readGguf, withFile } from '@llmrr/formats';
import { z } from 'zod';
import { decodeNumbers, encodeNumbers, type StoredType } from './number-formats.ts';
import type { Tensor } from './safetensors.ts';
import type { TokenizerParts } from './tokenizer.ts';

/** The numbers of a Hugging Face llama's config.json that this tool needs. */
export const LlamaShape = z.looseObject({
  hidden_size: z.number().int(),
  num_hidden_layers: z.number().int(),
  num_attention_heads: z.number().int(),
  num_key_value_heads: z.number().int(),
  head_dim: z.number().int(),
  intermediate_size: z.number().int(),
  vocab_size: z.number().int(),
  max_position_embeddings: z.number().int(),
  rms_norm_eps: z.number(),
  rope_theta: z.number(),
});
export type LlamaShape = z.infer<typeof LlamaShape>;

/** ChatML; node-llama-cpp recognises it and llama.cpp's own server reads it. */
export const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

const LAYER_NAMES: readonly (readonly [gguf: string, huggingFace: string])[] = [
  ['attn_norm', 'input_layernorm'],
  ['attn_q', 'self_attn.q_proj'],
  ['attn_k', 'self_attn.k_proj'],
  ['attn_v', 'self_attn.v_proj'],
  ['attn_output', 'self_attn.o_proj'],
  ['ffn_norm', 'post_attention_layernorm'],
  ['ffn_gate', 'mlp.gate_proj'],
  ['ffn_up', 'mlp.up_proj'],
  ['ffn_down', 'mlp.down_proj'],
];
const names = (layers: number): [gguf: string, huggingFace: string][] => [
  ['token_embd.weight', 'model.embed_tokens.weight'],
  ['output_norm.weight', 'model.norm.weight'],
  ...Array.from({ length: layers }, (_, layer) =>
    LAYER_NAMES.map(([gguf, huggingFace]): [string, string] => [
      `blk.${layer}.${gguf}.weight`,
      `model.layers.${layer}.${huggingFace}.weight`,
    ]),
  ).flat(),
];

/** Rows of the query and key matrices: Hugging Face turns the halves of a head, llama.cpp neighbouring pairs. */
function reordered({ shape, values }: Tensor, head: number, towards: 'pairs' | 'halves'): Tensor {
  const [rows, columns] = shape as [number, number];
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const within = row % head;
    const half = row - within + Math.floor(within / 2) + (within % 2) * (head / 2); // where the pair's row stands among halves
    const [from, to] = towards === 'pairs' ? [half, row] : [row, half];
    result.set(values.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  return { shape, values: result };
}
const turns = (gguf: string): boolean => /attn_[qk]\.weight$/.test(gguf);

/** A Hugging Face llama as the bytes of a GGUF file. Norms stay F32. */
export function llamaGguf({
  name,
  shape,
  tensors,
  tokenizer,
  type,
}: {
  name: string;
  shape: LlamaShape;
  tensors: ReadonlyMap<string, Tensor>;
  tokenizer: TokenizerParts;
  type: StoredType;
}): Uint8Array {
  const integer = (value: number): GgufEntry => ['u32', value];
  const metadata: Record<string, GgufEntry> = {
    'general.architecture': ['string', 'llama'],
    'general.type': ['string', 'model'],
    'general.name': ['string', name],
    'general.license': ['string', 'mit'],
    'general.file_type': integer({ F32: 0, F16: 1, Q8_0: 7 }[type]),
    'general.quantization_version': integer(2),
    'general.alignment': integer(32),
    'llama.vocab_size': integer(shape.vocab_size),
    'llama.context_length': integer(shape.max_position_embeddings),
    'llama.embedding_length': integer(shape.hidden_size),
    'llama.block_count': integer(shape.num_hidden_layers),
    'llama.feed_forward_length': integer(shape.intermediate_size),
    'llama.attention.head_count': integer(shape.num_attention_heads),
    'llama.attention.head_count_kv': integer(shape.num_key_value_heads),
    'llama.attention.key_length': integer(shape.head_dim),
    'llama.attention.value_length': integer(shape.head_dim),
    'llama.attention.layer_norm_rms_epsilon': ['f32', shape.rms_norm_eps],
    'llama.rope.dimension_count': integer(shape.head_dim),
    'llama.rope.freq_base': ['f32', shape.rope_theta],
    'tokenizer.ggml.model': ['string', 'gpt2'],
    'tokenizer.ggml.pre': ['string', 'gpt-2'],
    'tokenizer.ggml.tokens': ['array', 'string', tokenizer.vocabulary],
    'tokenizer.ggml.token_type': ['array', 'i32', tokenizer.vocabulary.map((token) => (tokenizer.specials.includes(token) ? 3 : 1))],
    'tokenizer.ggml.merges': ['array', 'string', tokenizer.merges.map((pair) => pair.join(' '))],
    'tokenizer.ggml.bos_token_id': integer(0),
    'tokenizer.ggml.eos_token_id': integer(2),
    'tokenizer.ggml.padding_token_id': integer(0),
    'tokenizer.ggml.add_bos_token': ['bool', true],
    'tokenizer.chat_template': ['string', CHAT_TEMPLATE],
  };
  return encodeGguf({
    metadata,
    tensors: names(shape.num_hidden_layers).map(([gguf, huggingFace]) => {
      const found = tensors.get(huggingFace);
      if (found === undefined) throw new RangeError(`llamaGguf: expected the tensor ${huggingFace}, found none`);
      const tensor = turns(gguf) ? reordered(found, shape.head_dim, 'pairs') : found;
      const stored = tensor.shape.length === 1 ? 'F32' : type;
      return { name: gguf, shape: [...tensor.shape].reverse(), type: stored, data: encodeNumbers(tensor.values, stored) };
    }),
  });
}

const stored = (type: string): StoredType => {
  if (type === 'F32' || type === 'F16' || type === 'Q8_0') return type;
  throw new RangeError(`expected tensors of F32, F16 or Q8_0, found ${type}`);
};

/** The way back, so that training can continue from a GGUF file that this tool wrote. */
export async function llamaFromGguf(file: RandomAccess | string): Promise<{ shape: LlamaShape; tensors: Map<string, Tensor> }> {
  const { architecture, metadata, tensors: entries } = await readGguf(file);
  const name = typeof file === 'string' ? file : file.name;
  if (architecture !== 'llama') throw new RangeError(`${name}: expected a llama, found ${architecture}`);
  const shape = LlamaShape.parse({
    hidden_size: metadata['llama.embedding_length'],
    num_hidden_layers: metadata['llama.block_count'],
    num_attention_heads: metadata['llama.attention.head_count'],
    num_key_value_heads: metadata['llama.attention.head_count_kv'],
    head_dim: metadata['llama.attention.key_length'],
    intermediate_size: metadata['llama.feed_forward_length'],
    vocab_size: metadata['llama.vocab_size'],
    max_position_embeddings: metadata['llama.context_length'],
    rms_norm_eps: metadata['llama.attention.layer_norm_rms_epsilon'],
    rope_theta: metadata['llama.rope.freq_base'],
  });
  return withFile(file, async (open) => {
    const tensors = new Map<string, Tensor>();
    for (const [gguf, huggingFace] of names(shape.num_hidden_layers)) {
      const entry = entries.find((each) => each.name === gguf);
      if (entry === undefined) throw new RangeError(`${name}: expected the tensor ${gguf}, found none`);
      const tensor = {
        shape: [...entry.shape].reverse(),
        values: decodeNumbers(await open.read(entry.offset, entry.bytes), stored(entry.type)),
      };
      tensors.set(huggingFace, turns(gguf) ? reordered(tensor, shape.head_dim, 'halves') : tensor);
    }
    return { shape, tensors };
  });
}
