import { open } from 'node:fs/promises';
import { LlmrrError } from '@llmrr/core';

/** Bytes that can be read from anywhere: a file, a blob, a range request. */
export interface RandomAccess {
  /** For messages: the path. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Exactly `length` bytes; callers ask only for what lies inside `sizeBytes`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** An array of bytes as a file. */
export function bytesAsFile(bytes: Uint8Array, name = 'bytes'): RandomAccess {
  return { name, sizeBytes: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Opens a path (or takes what is open already), hands it over, and closes what it opened. */
export async function withFile<T>(file: RandomAccess | string, use: (file: RandomAccess) => Promise<T>): Promise<T> {
  if (typeof file !== 'string') return use(file);
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw missing(file, error.code === 'ENOENT' ? 'nothing' : String(error.code), error);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw missing(file, stat.isDirectory() ? 'a directory' : 'something that is not a regular file');
    return await use({
      name: file,
      sizeBytes: stat.size,
      async read(offset, length) {
        const bytes = new Uint8Array(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
          if (bytesRead === 0) throw missing(file, `its end at byte ${offset + filled}: it was cut while it was read`);
          filled += bytesRead;
        }
        return bytes;
      },
    });
  } finally {
    await handle.close();
  }
}

function missing(path: string, found: string, cause?: unknown): LlmrrError {
  return new LlmrrError('model-file-missing', `Cannot read the model file ${path}: expected a readable file, found ${found}. Check the path and its permissions.`, {
    cause,
    details: { path, found },
  });
}
