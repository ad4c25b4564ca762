import { extname } from 'node:path';
import { LlmrrError, type Format } from '@llmrr/core';
import { withFile, type RandomAccess } from './random-access.ts';

export type FileFormat = Extract<Format, 'gguf' | 'onnx' | 'safetensors' | 'pytorch'>;

const headBytes = 4096;
const maxSafetensorsHeader = 100e6;

/** By content, never by name; `null` when it is none of them. Reads at most 4 KB and executes nothing. */
export function detectFormat(file: RandomAccess | string): Promise<FileFormat | null> {
  return withFile(file, async ({ sizeBytes, read }) => {
    const head = Buffer.from(await read(0, Math.min(sizeBytes, headBytes)));
    const magic = head.toString('latin1', 0, 4);
    if (magic === 'GGUF') return 'gguf';
    // A zip whose first entries are torch.save's, or a bare pickle.
    if (magic === 'PK\u0003\u0004') return /(^|\/)(data\.pkl|constants\.pkl|\.format_version)/.test(head.toString('latin1', 30)) ? 'pytorch' : null;
    if (head[0] === 0x80 && head.length > 2 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) return 'pytorch';
    if (head.length > 9) {
      const length = Number(head.readBigUInt64LE(0));
      if (length > 1 && length <= maxSafetensorsHeader && 8 + length <= sizeBytes && head[8] === 0x7b) return 'safetensors';
    }
    return isOnnx(head, sizeBytes) ? 'onnx' : null;
  });
}

// Fields of an ONNX ModelProto and their wire types (onnx.proto): ir_version and model_version are varints, the others have a length.
const onnxFields: ReadonlyMap<number, number> = new Map([
  [1, 0],
  [2, 2],
  [3, 2],
  [4, 2],
  [5, 0],
  [6, 2],
  [7, 2],
  [8, 2],
  [14, 2],
  [20, 2],
  [25, 2],
  [26, 2],
]);

/** Walks the outermost fields: an IR version and a graph that fits the file, and nothing that does not belong there. */
function isOnnx(head: Buffer, sizeBytes: number): boolean {
  let offset = 0;
  let versioned = false;
  const varint = (): number | null => {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = head[offset++];
      if (byte === undefined) return null;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return null;
  };
  while (offset < head.length) {
    const tag = varint();
    if (tag === null || onnxFields.get(tag >>> 3) !== (tag & 7)) return false;
    const value = varint();
    if (value === null) return false;
    if (tag >>> 3 === 1) versioned = value >= 1 && value <= 64;
    if ((tag & 7) === 2) {
      if (offset + value > sizeBytes) return false;
      if (tag >>> 3 === 7) return versioned;
      offset += value;
    }
  }
  return false;
}

const hints: Readonly<Record<FileFormat | 'unknown', string>> = {
  gguf: 'Open it with @llmrr/loader-gguf.',
  onnx: 'Open it with @llmrr/loader-onnx.',
  safetensors: 'No engine here runs safetensors as they are. Convert the folder of the model to GGUF (convert_hf_to_gguf.py of llama.cpp) or to ONNX (optimum-cli export onnx).',
  pytorch:
    'PyTorch files are pickles, and a pickle is a program: it is never executed here. Save the weights as safetensors where the model was trained, then convert them to GGUF (convert_hf_to_gguf.py of llama.cpp) or to ONNX (optimum-cli export onnx).',
  unknown: 'Supported are GGUF and ONNX files. Convert the model to one of them: convert_hf_to_gguf.py of llama.cpp, or optimum-cli export onnx.',
};

const pickleExtensions = new Set(['.pkl', '.pickle', '.pt', '.pth', '.bin', '.ckpt']);

/** The error for a file that no engine here runs: `Unsupported model format '.pkl'`, and how to convert it. */
export function unsupportedFormat(path: string, found: FileFormat | null = null): LlmrrError {
  const extension = extname(path).toLowerCase();
  const format = found ?? (pickleExtensions.has(extension) ? 'pytorch' : extension === '.safetensors' ? 'safetensors' : 'unknown');
  const shown = extension || found || 'unknown';
  return new LlmrrError('unsupported-format', `Unsupported model format '${shown}' (${path}). ${hints[format]}`, {
    details: { path, format: found ?? 'unknown', extension, hint: hints[format] },
  });
}
