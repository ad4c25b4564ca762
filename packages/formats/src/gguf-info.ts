import { corrupt } from './corrupt.ts';
import { ggufFileTypes } from './ggml-types.ts';
import type { GgufValue, SkippedArray } from './gguf-metadata.ts';
import type { GgufTensor } from './gguf-tensors.ts';

/** What a GGUF file says of itself, checked. */
export interface GgufInfo {
  readonly version: number;
  readonly metadata: Readonly<Record<string, GgufValue>>;
  readonly tensors: readonly GgufTensor[];
  /** 'llama', 'qwen3', 'bert' ... */
  readonly architecture: string;
  /** `adapter`: a LoRA; `mmproj`: the vision half of a model. Neither runs alone. */
  readonly kind: 'model' | 'adapter' | 'mmproj' | 'vocabulary' | 'other';
  readonly name: string | null;
  readonly license: string | null;
  /** Numbers in all tensors of this file. */
  readonly parameters: number;
  readonly quantization: string;
  /** Context the model was trained on. */
  readonly contextTokens: number | null;
  readonly embeddingLength: number | null;
  /** How token vectors become one; `null` for models that generate text. */
  readonly pooling: 'none' | 'mean' | 'cls' | 'last' | 'rank' | null;
  readonly tokenizer: GgufTokenizer | null;
  readonly chatTemplate: string | null;
  /** Set when the model is cut into several files; `index` from 0. */
  readonly split: { readonly index: number; readonly count: number } | null;
  readonly sizeBytes: number;
  readonly headerBytes: number;
}

export interface GgufTokenizer {
  /** 'gpt2' (byte-level BPE), 'llama' (SentencePiece), 'bert' ... */
  readonly model: string;
  readonly tokens: number;
  readonly bosToken: number | null;
  readonly eosToken: number | null;
}

const poolings = ['none', 'mean', 'cls', 'last', 'rank'] as const;
const kinds: Readonly<Record<string, GgufInfo['kind']>> = { model: 'model', adapter: 'adapter', mmproj: 'mmproj', clip: 'mmproj', vocab: 'vocabulary' };

/** Derives what people ask for from the metadata. */
export function ggufInfo({
  file,
  ...facts
}: Pick<GgufInfo, 'version' | 'metadata' | 'tensors' | 'parameters' | 'sizeBytes' | 'headerBytes'> & { file: string }): GgufInfo {
  const { metadata, tensors } = facts;
  const architecture = textAt(metadata, 'general.architecture');
  if (!architecture) {
    throw corrupt(file, {
      what: 'general.architecture',
      where: facts.headerBytes,
      expected: 'the name of an architecture',
      found: architecture === null ? 'no such metadata' : 'an empty text',
    });
  }
  const type = textAt(metadata, 'general.type') ?? (architecture === 'clip' ? 'clip' : 'model');
  const pooling = numberAt(metadata, `${architecture}.pooling_type`);
  const parts = numberAt(metadata, 'split.count');
  return {
    ...facts,
    architecture,
    kind: kinds[type] ?? 'other',
    name: textAt(metadata, 'general.name'),
    license: textAt(metadata, 'general.license'),
    quantization: ggufFileTypes.get(numberAt(metadata, 'general.file_type') ?? -1) ?? commonType(tensors),
    contextTokens: numberAt(metadata, `${architecture}.context_length`),
    embeddingLength: numberAt(metadata, `${architecture}.embedding_length`),
    pooling: pooling === null ? null : (poolings[pooling] ?? null),
    tokenizer: tokenizer(metadata),
    chatTemplate: textAt(metadata, 'tokenizer.chat_template'),
    split: parts !== null && parts > 1 ? { index: numberAt(metadata, 'split.no') ?? 0, count: parts } : null,
  };
}

/** `null` when there is no such number, or none that is safe. */
export function numberAt(metadata: GgufInfo['metadata'], key: string): number | null {
  const value = metadata[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textAt(metadata: GgufInfo['metadata'], key: string): string | null {
  const value = metadata[key];
  return typeof value === 'string' ? value : null;
}

function tokenizer(metadata: GgufInfo['metadata']): GgufTokenizer | null {
  const model = textAt(metadata, 'tokenizer.ggml.model');
  if (model === null) return null;
  const tokens = metadata['tokenizer.ggml.tokens'];
  return {
    model,
    tokens: Array.isArray(tokens) ? tokens.length : isSkipped(tokens) ? tokens.count : 0,
    bosToken: numberAt(metadata, 'tokenizer.ggml.bos_token_id'),
    eosToken: numberAt(metadata, 'tokenizer.ggml.eos_token_id'),
  };
}

function isSkipped(value: GgufValue | undefined): value is SkippedArray {
  return typeof value === 'object' && 'skipped' in value;
}

/** The type that most bytes are stored in. */
function commonType(tensors: readonly GgufTensor[]): string {
  const bytes = new Map<string, number>();
  for (const tensor of tensors) bytes.set(tensor.type, (bytes.get(tensor.type) ?? 0) + tensor.bytes);
  return [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'unknown';
}
