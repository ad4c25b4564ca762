import { encodeGguf, type GgufEntry, type TensorData } from '@llmrr/formats';

/** A llama with random weights: it talks nonsense, endlessly, and needs no file from elsewhere. For tests. */
export function randomGguf({
  width = 64,
  layers = 2,
  contextTokens = 512,
  seed = 42,
  moreTokens = 0,
  extra = {},
}: { width?: number; layers?: number; contextTokens?: number; seed?: number; moreTokens?: number; extra?: Readonly<Record<string, GgufEntry>> } = {}): Uint8Array {
  const heads = 4;
  const keyHeads = 2;
  const headLength = width / heads;
  const feedForward = width * 3;
  const vocabulary = [...byteLetters(), '<|bos|>', '<|end|>', '<|pad|>', ...Array.from({ length: moreTokens }, (_, index) => `<|${index}|>`)];
  const tokens = vocabulary.length;
  let state = seed;
  const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5) * 2;

  const matrix = (name: string, rows: number, columns: number): TensorData => f32(name, [columns, rows], () => random() / Math.sqrt(columns));
  const ones = (name: string): TensorData => f32(name, [width], () => 1);
  const tensors = [matrix('token_embd.weight', tokens, width), ones('output_norm.weight'), matrix('output.weight', tokens, width)];
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `blk.${layer}.${part}.weight`;
    tensors.push(
      ones(name('attn_norm')),
      matrix(name('attn_q'), width, width),
      matrix(name('attn_k'), headLength * keyHeads, width),
      matrix(name('attn_v'), headLength * keyHeads, width),
      matrix(name('attn_output'), width, width),
      ones(name('ffn_norm')),
      matrix(name('ffn_gate'), feedForward, width),
      matrix(name('ffn_up'), feedForward, width),
      matrix(name('ffn_down'), width, feedForward),
    );
  }
  return encodeGguf({
    metadata: {
      'general.architecture': ['string', 'llama'],
      'general.name': ['string', 'random'],
      'general.file_type': ['u32', 0],
      'llama.vocab_size': ['u32', tokens],
      'llama.context_length': ['u32', contextTokens],
      'llama.embedding_length': ['u32', width],
      'llama.block_count': ['u32', layers],
      'llama.feed_forward_length': ['u32', feedForward],
      'llama.attention.head_count': ['u32', heads],
      'llama.attention.head_count_kv': ['u32', keyHeads],
      'llama.attention.layer_norm_rms_epsilon': ['f32', 1e-5],
      'llama.rope.dimension_count': ['u32', headLength],
      'tokenizer.ggml.model': ['string', 'gpt2'],
      'tokenizer.ggml.pre': ['string', 'gpt-2'],
      'tokenizer.ggml.tokens': ['array', 'string', vocabulary],
      'tokenizer.ggml.token_type': ['array', 'i32', vocabulary.map((_, index) => (index < 256 ? 1 : 3))],
      'tokenizer.ggml.merges': ['array', 'string', []],
      'tokenizer.ggml.bos_token_id': ['u32', 256],
      'tokenizer.ggml.eos_token_id': ['u32', 257],
      'tokenizer.ggml.padding_token_id': ['u32', 258],
      'tokenizer.ggml.add_bos_token': ['bool', true],
      ...extra,
    },
    tensors,
  });
}

function f32(name: string, shape: readonly number[], item: () => number): TensorData {
  const values = Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, item);
  return { name, shape, type: 'F32', data: new Uint8Array(values.buffer) };
}

/** One printable letter for each byte, as GPT-2's tokenizer writes them. */
function byteLetters(): string[] {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : 256 + others++));
}
