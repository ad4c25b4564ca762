import { LlmrrError, type Clock, type Provider, type Source } from '@llmrr/core';
import type { Transport } from '@llmrr/http';

import { chatModel } from './chat-model.ts';
import { connection } from './connection.ts';
import { discover } from './discover.ts';
import { embeddingDimensions } from './embedding-dimensions.ts';
import { embeddingModel, probeDimensions } from './embedding-model.ts';
import { embeddingCard, languageCard, type CardOf } from './model-card.ts';
import { presets, type Preset, type PresetName } from './presets.ts';
import { responsesModel } from './responses-model.ts';
import { number, string } from './wire.ts';

export interface OpenAiOptions {
  /** A vendor by name, or one described by yourself. Default `openai`, or `compatible` when only `baseUrl` is given. */
  readonly preset?: PresetName | Preset;
  /** Scheme of the sources that it opens: `groq:llama-3.1-8b`. Default: the preset's name. */
  readonly name?: string;
  readonly apiKey?: string | undefined;
  /** Up to and with `/v1`. */
  readonly baseUrl?: string | undefined;
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly cardOf?: CardOf;
  readonly clock?: Clock;
}

/** OpenAI, or an API that speaks its dialect. Opens `name:model`; a missing key is an error at the call, not here. The transport stays the caller's. */
export function openai({
  preset: chosen,
  name = typeof chosen === 'string' ? chosen : 'openai',
  apiKey,
  baseUrl,
  organization,
  project,
  headers = {},
  transport,
  cardOf = () => undefined,
  clock,
}: OpenAiOptions): Provider {
  const preset = presetOf(chosen ?? (baseUrl === undefined ? 'openai' : 'compatible'));
  const url = (baseUrl ?? preset.baseUrl)?.replace(/\/+$/, '');
  if (!url || !URL.canParse(url)) {
    throw new LlmrrError('invalid-config', `${name} needs a baseUrl such as https://host/v1, found ${baseUrl === undefined ? 'none' : JSON.stringify(baseUrl)}`);
  }
  const link = connection({
    name,
    preset,
    baseUrl: url,
    apiKey,
    headers: { ...(organization && { 'openai-organization': organization }), ...(project && { 'openai-project': project }), ...headers },
    transport,
    ...(clock && { clock }),
  });

  return {
    name,
    opens: (source) => source.scheme === name,
    async languageModel(source) {
      const model = modelName(source, name);
      const card = languageCard(link, model, source, cardOf);
      return usesResponses(preset, model, source) ? responsesModel(link, model, card) : chatModel(link, model, card);
    },
    async embeddingModel(source) {
      const model = modelName(source, name);
      const card = embeddingCard(link, model, source, cardOf);
      const own = embeddingDimensions(model);
      const wanted = number(source.options?.['dimensions']);
      const dimensions = wanted ?? own ?? (await probeDimensions(link, model, card));
      return embeddingModel(link, model, card, { dimensions, shortened: own !== undefined && wanted !== undefined && wanted !== own });
    },
    discover: (options) => discover(link, cardOf, options?.signal),
  };
}

function presetOf(preset: PresetName | Preset): Preset {
  if (typeof preset !== 'string') return preset;
  if (Object.hasOwn(presets, preset)) return presets[preset];
  throw new LlmrrError('invalid-config', `no preset is named ${JSON.stringify(preset)}; expected one of ${Object.keys(presets).join(', ')}`);
}

/** `options.model` where the source is only a label. */
function modelName(source: Source, provider: string): string {
  const name = string(source.options?.['model']) ?? source.rest;
  if (name) return name;
  throw new LlmrrError('invalid-config', `${source.uri} names no model; expected ${provider}:MODEL`);
}

/** Asked for with `options.api`, or because the model answers nowhere else. */
function usesResponses(preset: Preset, model: string, source: Source): boolean {
  const api = string(source.options?.['api']);
  if (api !== undefined && api !== 'chat' && api !== 'responses') {
    throw new LlmrrError('invalid-config', `option api of ${source.uri} must be chat or responses, found ${JSON.stringify(api)}`);
  }
  return api === undefined ? preset.responsesOnly?.test(model) === true : api === 'responses';
}
