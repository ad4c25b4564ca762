import { systemClock, type Clock, type Provider, type Source } from '@llmrr/core';
import { mockEmbeddingModel } from './mock-embedding-model.ts';
import { mockFailures } from './mock-failures.ts';
import { mockLanguageModel } from './mock-language-model.ts';
import { mockSettings, type MockOptions } from './mock-options.ts';

/** Opens `mock:NAME`: models that are none, for tests, demonstrations and dry runs. Defaults here, settings per entry in `source.options`. */
export function mock({ clock = systemClock, ...defaults }: MockOptions & { readonly clock?: Clock } = {}): Provider {
  const parts = (source: Source) => {
    const id = source.id ?? source.uri;
    const settings = mockSettings(source.uri, { ...defaults, ...source.options });
    return { id, uri: source.uri, name: source.rest, settings, failures: mockFailures(id, settings), clock };
  };
  return {
    name: 'mock',
    opens: ({ scheme }) => scheme === 'mock',
    languageModel: async (source) => mockLanguageModel(parts(source)),
    embeddingModel: async (source) => mockEmbeddingModel(parts(source)),
  };
}
