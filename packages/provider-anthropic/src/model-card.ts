import type { Capability, ModelCard } from '@llmrr/core';

import { modelTraits, type ModelTraits } from './model-traits.ts';
import type { WireModel } from './wire.ts';

/** What is known of a model, by the catalogue's entry. */
export type CardOf = (name: string) => Partial<ModelCard> | undefined;

export interface ModelCardOptions {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly cardOf?: CardOf | undefined;
  /** Settings of the model entry; they win. */
  readonly settings?: Pick<Partial<ModelCard>, 'contextTokens' | 'maxOutputTokens'>;
  /** What the API itself said in its list; wins over the catalogue. */
  readonly listed?: WireModel;
}

/** Capabilities of the wire (prefill, schemas, JSON) come from the model's traits, for no catalogue has them. */
export function modelCard({ id, provider, name, cardOf, settings, listed }: ModelCardOptions): ModelCard {
  const traits = modelTraits(name);
  const known = cardOf?.(name);
  const said = listed?.capabilities;
  const capabilities = new Set(known?.capabilities ?? assumed(traits));
  const set = (capability: Capability, has: boolean | undefined): void => {
    if (has === true) capabilities.add(capability);
    else if (has === false) capabilities.delete(capability);
  };
  set('text-generation', true);
  set('json', true);
  set('prefill', traits.prefill);
  set('images', said?.image_input?.supported);
  set('files', said?.pdf_input?.supported);
  set('reasoning', said?.thinking?.supported);
  // What we send depends on the traits, so the list can only take this away.
  set('json-schema', traits.schemas && said?.structured_outputs?.supported !== false);
  const maxOutputTokens = settings?.maxOutputTokens ?? listed?.max_tokens ?? known?.maxOutputTokens;
  return {
    prices: null,
    quality: null,
    ...known,
    id,
    provider,
    name,
    locality: known?.locality ?? 'remote',
    capabilities,
    contextTokens: settings?.contextTokens ?? listed?.max_input_tokens ?? known?.contextTokens ?? null,
    ...(maxOutputTokens !== undefined && maxOutputTokens !== null && { maxOutputTokens }),
    ...(listed?.display_name && known?.description === undefined && { description: listed.display_name }),
    ...(listed?.lifecycle && listed.lifecycle !== 'active' && { retired: true }),
  };
}

function assumed({ tools, images, files, thinking }: ModelTraits): Capability[] {
  return [
    ...(tools ? (['tools', 'parallel-tools'] as const) : []),
    ...(images ? (['images'] as const) : []),
    ...(files ? (['files'] as const) : []),
    ...(thinking === 'none' ? [] : (['reasoning'] as const)),
  ];
}
