import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { run, type Terminal } from './run.ts';

/** What one command printed and how it ended. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly note: string;
}

export interface Folder {
  readonly path: string;
  write(name: string, value: unknown): Promise<void>;
  run(words: string, given?: Partial<Terminal> & { readonly piped?: string }): Promise<Ran>;
  remove(): Promise<void>;
}

/** A temporary folder with a configuration, in which commands run without a process of their own. */
export async function folderWith(config?: unknown): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'llmrr-cli-'));
  const write = (name: string, value: unknown) => writeFile(join(path, name), typeof value === 'string' ? value : JSON.stringify(value));
  if (config !== undefined) await write('config.json', config);
  return {
    path,
    write,
    async run(words, { piped = '', ...given } = {}) {
      let out = '';
      let note = '';
      const status = await run(words.split(' ').filter(Boolean), {
        out: (text) => void (out += text),
        note: (text) => void (note += text),
        input: Readable.from([piped]),
        environment: {},
        folder: path,
        signal: new AbortController().signal,
        columns: Infinity,
        colour: false,
        ...given,
      });
      return { status, out, note };
    },
    remove: () => rm(path, { recursive: true }),
  };
}
