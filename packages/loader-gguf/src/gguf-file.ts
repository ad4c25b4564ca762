import { access } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LlmrrError, type Source } from '@llmrr/core';
import { detectFormat, readGguf, unsupportedFormat, type GgufInfo } from '@llmrr/formats';

/** Absolute path of a `file:` source; `null` for others. */
export function pathOf({ scheme, rest }: Source): string | null {
  if (scheme !== 'file') return null;
  return rest.startsWith('//') ? fileURLToPath(`file:${rest}`) : resolve(rest);
}

/** Whether this loader should open the file: by content; by name only when there is no content. */
export async function isGguf(path: string, format?: Source['format']): Promise<boolean> {
  if (format !== undefined && format !== 'gguf') return false;
  const there = await access(path).then(
    () => true,
    () => false,
  );
  // What is missing or broken gets its error when it is opened.
  if (!there) return format === 'gguf' || path.endsWith('.gguf');
  if (format === 'gguf') return true;
  return (await detectFormat(path).catch(() => null)) === 'gguf';
}

/** The checked header; of a model in several files, of all of them as one. */
export async function openGguf(path: string): Promise<GgufInfo> {
  const info = await readGguf(path).catch(async (error: unknown) => {
    // What is another format altogether deserves another word than "corrupt".
    const found = LlmrrError.is(error, 'model-file-corrupt') ? await detectFormat(path) : null;
    throw found !== null && found !== 'gguf' ? unsupportedFormat(path, found) : error;
  });
  if (info.kind !== 'model') {
    throw new LlmrrError('unsupported-format', `${path} is a GGUF file of the kind '${info.kind}', which does not run alone. Open the model that it belongs to.`, { details: { path, kind: info.kind } });
  }
  if (!info.split) return info;
  const parts = await Promise.all(partPaths(path, info.split).map((part) => readGguf(part)));
  return {
    ...info,
    tensors: parts.flatMap(({ tensors }) => tensors),
    parameters: parts.reduce((sum, { parameters }) => sum + parameters, 0),
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

// llama.cpp's name for the parts of a model: name-00001-of-00003.gguf
function partPaths(path: string, { index, count }: { index: number; count: number }): string[] {
  const name = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(basename(path));
  if (!name || Number(name[3]) !== count || count > 1000) {
    throw new LlmrrError('model-file-corrupt', `${path} is part ${index + 1} of a model in ${count} files: expected a name that ends in -${String(index + 1).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf. Give the parts their names again.`);
  }
  const parts = Array.from({ length: count }, (_, part) => join(dirname(path), `${name[1]}-${String(part + 1).padStart(5, '0')}-of-${name[3]}.gguf`));
  if (index !== 0) throw new LlmrrError('unsupported-format', `${path} is part ${index + 1} of ${count}: open the first one, ${parts[0]}.`, { details: { first: parts[0] } });
  return parts;
}
