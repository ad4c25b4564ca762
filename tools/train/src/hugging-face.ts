import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHAT_TEMPLATE, type LlamaShape } from './llama.ts';
import { type Tensor, writeSafetensors } from './safetensors.ts';
import type { TokenizerParts } from './tokenizer.ts';

const ROLES = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  tie_word_embeddings: true,
  hidden_act: 'silu',
  torch_dtype: 'float32',
  bos_token_id: 0,
  eos_token_id: 2,
  pad_token_id: 0,
};

/** The `tokenizer.json` that Hugging Face's libraries and transformers.js read. */
export function tokenizerJson({ vocabulary, merges, specials }: TokenizerParts): unknown {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: { ...byteLevel, trim_offsets: false },
    decoder: byteLevel,
    added_tokens: specials.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges: merges.map((pair) => pair.join(' ')),
    },
  };
}

/** Writes config.json, model.safetensors, tokenizer.json and tokenizer_config.json. */
export function writeHuggingFaceFolder(
  folder: string,
  { shape, tensors, tokenizer }: { shape: LlamaShape; tensors: ReadonlyMap<string, Tensor>; tokenizer: TokenizerParts },
): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown): void => writeFileSync(path.join(folder, name), JSON.stringify(value, null, 1));
  write('config.json', { ...ROLES, ...shape });
  write('tokenizer.json', tokenizerJson(tokenizer));
  write('tokenizer_config.json', {
    tokenizer_class: 'GPT2Tokenizer',
    bos_token: '<|endoftext|>',
    eos_token: '<|im_end|>',
    pad_token: '<|endoftext|>',
    unk_token: '<|endoftext|>',
    add_bos_token: false,
    clean_up_tokenization_spaces: false,
    model_max_length: shape.max_position_embeddings,
    chat_template: `{{ '<|endoftext|>' }}${CHAT_TEMPLATE}`,
  });
  writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
}
