import type { ModelEntry } from '../configuration/index.ts';
import type { GenerateResult } from './generate-result.ts';
import type { Options, Prompt, Router } from './router.ts';
import type { StreamResult } from './stream-result.ts';

/** One model of a router, with the options that it was loaded with standing behind those of each call. */
export interface LoadedModel {
  readonly id: string;
  readonly entry: ModelEntry;
  generate(prompt: Prompt, options?: Options): Promise<GenerateResult>;
  quick(prompt: Prompt, options?: Options): Promise<GenerateResult>;
  stream(prompt: Prompt, options?: Options): StreamResult;
}

export function loadedModel(router: Router, entry: ModelEntry, options: Options): LoadedModel {
  const withOptions = (own: Options = {}): Options => ({ ...options, model: entry.id, ...own });
  const generate = (prompt: Prompt, own?: Options) => router.generate(prompt, withOptions(own));
  return { id: entry.id, entry, generate, quick: generate, stream: (prompt, own) => router.stream(prompt, withOptions(own)) };
}
