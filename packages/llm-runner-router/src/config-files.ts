import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { configFileNames, LlmrrError } from '@llmrr/core';
import { parse } from 'yaml';

export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  readonly value: unknown;
}

const maxBytes = 4 * 1024 * 1024;

/** That file, or else the first of the usual names in the folder; undefined when there is none. */
export async function readConfigFile({ path, folder }: { readonly path?: string | undefined; readonly folder: string }): Promise<ConfigFile | undefined> {
  if (path !== undefined) {
    const found = await readOne(resolve(folder, path));
    if (!found) throw new LlmrrError('invalid-config', `configuration file ${path} does not exist (looked in ${folder})`, { details: { path } });
    return found;
  }
  for (const name of configFileNames) {
    const found = await readOne(resolve(folder, name));
    if (found) return found;
  }
  return undefined;
}

async function readOne(path: string): Promise<ConfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw LlmrrError.from(error, 'invalid-config', `configuration file ${path} cannot be read`);
  }
  if (text.length > maxBytes) throw new LlmrrError('invalid-config', `configuration file ${path} has ${text.length} characters; expected at most ${maxBytes}`);
  try {
    return { path, value: await parseAs(extname(path), text, path) };
  } catch (error) {
    throw new LlmrrError('invalid-config', `configuration file ${path} cannot be parsed: ${(error as Error).message}`, { cause: error, details: { path } });
  }
}

async function parseAs(extension: string, text: string, path: string): Promise<unknown> {
  switch (extension) {
    case '.yaml':
    case '.yml':
      return parse(text, { maxAliasCount: 100 });
    case '.js':
    case '.mjs':
    case '.cjs': {
      const loaded = (await import(pathToFileURL(path).href)) as { default?: unknown };
      return loaded.default ?? { ...loaded };
    }
    default:
      return JSON.parse(text.replace(/^\uFEFF/, ''));
  }
}
