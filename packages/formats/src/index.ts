export { detectFormat, unsupportedFormat, type FileFormat } from './detect-format.ts';
export { encodeGguf, type GgufEntry, type TensorData } from './encode-gguf.ts';
export { estimateGgufMemory, type MemoryEstimate } from './estimate-gguf-memory.ts';
export { ggmlTypes, type GgmlType } from './ggml-types.ts';
export type { GgufInfo, GgufTokenizer } from './gguf-info.ts';
export type { GgufValue, GgufValueType, SkippedArray } from './gguf-metadata.ts';
export type { GgufTensor } from './gguf-tensors.ts';
export { bytesAsFile, withFile, type RandomAccess } from './random-access.ts';
export { ggufLimits, readGguf, type GgufLimits } from './read-gguf.ts';
