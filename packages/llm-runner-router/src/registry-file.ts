import { mkdir, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LlmrrError, normalizeModelEntry, type ModelEntry, type RegistryStore } from '@llmrr/core';
import writeFileAtomic from 'write-file-atomic';

const maxBytes = 16 * 1024 * 1024;

/** models/registry.json, written to a temporary name, synced and renamed: a crash leaves the old file or the new one. */
export function registryFile(path: string): RegistryStore {
  return {
    async read() {
      const text = await readText(path);
      return text === undefined ? undefined : parse(text, path);
    },
    async write(value) {
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

/** The `models/configs/<name>.json` files, one model each; a folder that does not exist has none. Throws `invalid-config` naming file and field. */
export async function readModelConfigs(folder: string): Promise<readonly ModelEntry[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw LlmrrError.from(error, 'invalid-config', `${folder} cannot be read`);
  });
  const entries: ModelEntry[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const path = join(folder, name);
    const text = await readText(path);
    if (text === undefined) continue;
    try {
      entries.push(normalizeModelEntry(parse(text, path)).entry);
    } catch (error) {
      const { code, message, details } = LlmrrError.from(error, 'invalid-config', path);
      throw new LlmrrError(code, message.includes(path) ? message : `${message} (in ${path})`, { cause: error, details: { ...details, path } });
    }
  }
  return entries;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > maxBytes) throw new LlmrrError('invalid-config', `${path} has ${text.length} characters; expected at most ${maxBytes}`);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw LlmrrError.from(error, 'invalid-config', `${path} cannot be read`);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new LlmrrError('invalid-config', `${path} is not JSON: ${(error as Error).message}`, { cause: error, details: { path } });
  }
}
