import type { Capability, ModelCard, Source } from '@llmrr/core';

import type { Connection } from './connection.ts';
import { number } from './wire.ts';

/** What is known of a model by its name alone; handed in, since the catalogue lives elsewhere. */
export type CardOf = (name: string) => Partial<ModelCard> | undefined;

/** What is taken for granted of a model that nobody describes: better one request that the vendor refuses than a model that nobody can use. */
const assumed: readonly Capability[] = ['text-generation', 'tools', 'parallel-tools', 'images', 'json', 'logprobs'];
/** What no catalogue publishes; a list with one of them in it was made by hand, and is complete. */
const ofTheWire: readonly Capability[] = ['json', 'json-schema', 'parallel-tools', 'logprobs'];

/** What the source says wins over what the catalogue knows. */
export function languageCard({ name: provider, preset }: Connection, name: string, source: Source, cardOf: CardOf): ModelCard {
  const known = cardOf(name);
  const capabilities = new Set<Capability>(known?.capabilities ?? assumed);
  if (capabilities.has('text-generation') && !(known?.capabilities && ofTheWire.some((one) => capabilities.has(one)))) {
    capabilities.add('json');
    if (preset.jsonSchema !== false) capabilities.add('json-schema');
    if (capabilities.has('tools')) capabilities.add('parallel-tools');
    if (!capabilities.has('reasoning')) capabilities.add('logprobs');
  }
  // Whether one can go on behind given text is the server's doing, whatever the model.
  if (preset.prefill) capabilities.add('prefill');
  else capabilities.delete('prefill');
  return { ...base(provider, name, source, preset.locality, known), capabilities };
}

export function embeddingCard({ name: provider, preset }: Connection, name: string, source: Source, cardOf: CardOf): ModelCard {
  return { ...base(provider, name, source, preset.locality, cardOf(name)), capabilities: new Set(['embedding']) };
}

function base(provider: string, name: string, source: Source, locality: ModelCard['locality'], known: Partial<ModelCard> = {}): Omit<ModelCard, 'capabilities'> {
  const contextTokens = number(source.options?.['contextTokens']);
  const maxOutputTokens = number(source.options?.['maxOutputTokens']);
  return {
    contextTokens: null,
    prices: null,
    quality: null,
    ...known,
    ...(contextTokens !== undefined && { contextTokens }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    id: source.id ?? `${provider}:${name}`,
    provider,
    name,
    locality,
  };
}
