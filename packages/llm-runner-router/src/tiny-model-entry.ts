import type { Config, ModelEntry } from '@llmrr/core';
import { tinyLanguageModel } from '@llmrr/tiny-models';

/** The model that ships inside, unless the configuration says `tinyModel: false`: the last resort that needs no key and no download. */
export function tinyModelEntry(config: Config): ModelEntry | undefined {
  if (config.tinyModel === false || config.modelList.some(({ id }) => id === tinyLanguageModel.id)) return undefined;
  return {
    id: tinyLanguageModel.id,
    name: tinyLanguageModel.id,
    source: `file:${tinyLanguageModel.path}`,
    format: 'gguf',
    priority: 1_000,
    quality: 0.02,
    aliases: ['tiny'],
  } as unknown as ModelEntry;
}
