import { numberAt, type GgufInfo } from './gguf-info.ts';

/** Bytes, each an upper estimate. */
export interface MemoryEstimate {
  /** All tensors, as they are in the file. */
  readonly weights: number;
  /** Keys and values of every token of every sequence, 16 bits each. */
  readonly cache: number;
  /** Buffers of one batch. */
  readonly compute: number;
  /** Node and the engine, before any model. */
  readonly process: number;
  readonly total: number;
}

const batchTokens = 512;
const cacheItemBytes = 2;
// Measured: node-llama-cpp 3.22.1 on Node 20, linux-x64, engine started, no model.
const processBytes = 105e6;

/**
 * weights = sum of the tensors;
 * cache = tokens x sequences x sum over the layers of key/value heads x (key length + value length) x 2 bytes;
 * compute = the larger of batch x 4 bytes x (vocabulary + 2 embeddings) for the logits, and batch x 4 bytes x
 * (2 feed-forward + 8 embeddings) + batch x tokens x 2 bytes for a layer and its mask; batch at most 512.
 * The engine's own figures for cache and compute are a tenth below it at most (loader-gguf, header.integration.test.ts).
 * Sliding windows and recurrent layers need less than this says.
 */
export function estimateGgufMemory(info: GgufInfo, { contextTokens, sequences = 1 }: { contextTokens: number; sequences?: number }): MemoryEstimate {
  const { metadata, architecture } = info;
  const layers = numberAt(metadata, `${architecture}.block_count`) ?? 0;
  const embedding = info.embeddingLength ?? 0;
  const heads = perLayer(info, 'attention.head_count', layers);
  const cachedHeads = perLayer(info, 'attention.head_count_kv', layers) ?? heads ?? [];
  const headLength = heads?.[0] ? embedding / heads[0] : 0;
  const keyLength = numberAt(metadata, `${architecture}.attention.key_length`) ?? headLength;
  const valueLength = numberAt(metadata, `${architecture}.attention.value_length`) ?? headLength;

  const weights = info.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  const headsOfAllLayers = cachedHeads.reduce((sum, count) => sum + count, 0);
  const cache = contextTokens * sequences * headsOfAllLayers * (keyLength + valueLength) * cacheItemBytes;
  const batch = Math.min(batchTokens, contextTokens * sequences);
  const feedForward = Math.max(0, ...(perLayer(info, 'feed_forward_length', layers) ?? [0]));
  const logits = batch * 4 * ((info.tokenizer?.tokens ?? 0) + 2 * embedding);
  const layer = batch * 4 * (2 * feedForward + 8 * embedding) + batch * contextTokens * 2;
  const compute = Math.max(logits, layer);
  return { weights, cache, compute, process: processBytes, total: weights + cache + compute + processBytes };
}

/** Such metadata is one number for all layers, or an array with one for each. */
function perLayer({ metadata, architecture }: GgufInfo, key: string, layers: number): readonly number[] | null {
  const value = metadata[`${architecture}.${key}`];
  if (typeof value === 'number') return Array<number>(Math.min(layers, 4096)).fill(value);
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'number');
  return null;
}
