import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A model that lies in this package, with what it can honestly do. */
export interface TinyModel {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly format: 'gguf';
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly parameters: number;
  readonly contextTokens: number;
  readonly license: string;
  readonly description: string;
  readonly canDo: readonly string[];
  readonly cannotDo: string;
  /** Score on prompts that it was not trained on. */
  readonly heldOut: { readonly what: string; readonly right: number; readonly of: number };
}

type Manifest = Readonly<Record<'language', Omit<TinyModel, 'path'> & { readonly file: string }>>;

// One folder up from both src and dist.
const folder = new URL('../models/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('models.json', folder), 'utf8')) as Manifest;

function located({ file, ...facts }: Manifest['language']): TinyModel {
  return { ...facts, path: fileURLToPath(new URL(file, folder)) };
}

/** A chat model as GGUF, under 1 MB: `file:${tinyLanguageModel.path}` opens with @llmrr/loader-gguf. */
export const tinyLanguageModel: TinyModel = located(manifest.language);
