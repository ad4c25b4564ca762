import type { Config, ModelEntry } from '@llmrr/core';
import { tinyLanguageModel } from '@llmrr/tiny-models';

/** The model that ships inside, unless the configuration says `tinyModel: false`: the last resort that needs no key and no download. */
export function tinyModelEntry({ tinyModel }: Config, listed: readonly Pick<ModelEntry, 'id'>[]): ModelEntry | undefined {
  const { id, path, description, cannotDo } = tinyLanguageModel;
  if (!tinyModel || listed.some((entry) => entry.id === id)) return undefined;
  // So small that a second thread only costs; nothing needs to be measured when it is loaded.
  return { id, name: id, source: `file:${path}`, format: 'gguf', priority: 1_000, quality: 0.02, aliases: ['tiny'], description: `${description} ${cannotDo}` };
}
