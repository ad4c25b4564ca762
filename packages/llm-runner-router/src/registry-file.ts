import { mkdir, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LlmrrError, type RegistryStore } from '@llmrr/core';
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

/** The `models/configs/<name>.json` files, one model entry each; a folder that does not exist has none. */
export async function readModelConfigs(folder: string): Promise<readonly unknown[]> {
  const names = await readdir(folder).catch(() => []);
  const entries: unknown[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const path = join(folder, name);
    const text = await readText(path);
    if (text !== undefined) entries.push(parse(text, path));
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
    return JSON.parse(text);
  } catch (error) {
    throw new LlmrrError('invalid-config', `${path} is not JSON: ${(error as Error).message}`, { cause: error, details: { path } });
  }
}
