import { LlmrrError, type Capability, type ModelCard, type Prices } from '@llmrr/core';

import { jsonOf, type Connection } from './connection.ts';
import { languageCard, type CardOf } from './model-card.ts';
import { list, number, record, string, type Wire } from './wire.ts';

/** What GET /models lists, with what vendors tell beyond the name: OpenRouter prices, vLLM, Groq and Mistral the context. */
export async function discover(connection: Connection, cardOf: CardOf, signal?: AbortSignal): Promise<readonly ModelCard[]> {
  const asked = connection.asked();
  const { body } = await jsonOf(await connection.send('/models', asked, { signal }), asked);
  // Together answers the bare list.
  const entries = Array.isArray(body) ? list(body) : record(body)['data'];
  if (!Array.isArray(entries)) {
    throw new LlmrrError('bad-gateway', `${connection.name} answered no list of models at /models`, { details: { provider: connection.name } });
  }
  const cards: ModelCard[] = [];
  for (const entry of entries) {
    const model = record(entry);
    const name = string(model['id']) ?? string(model['name']);
    if (name && !connection.preset.otherModels?.test(name)) cards.push(cardFrom(connection, name.replace(/^models\//, ''), model, cardOf));
  }
  return cards;
}

function cardFrom(connection: Connection, name: string, model: Wire, cardOf: CardOf): ModelCard {
  const uri = `${connection.name}:${name}`;
  const known = languageCard(connection, name, { uri, scheme: connection.name, rest: name }, cardOf);
  const told = capabilitiesFrom(model);
  const provider = record(model['top_provider']);
  const context =
    number(model['context_length']) ??
    number(model['context_window']) ??
    number(model['max_context_length']) ??
    number(model['max_model_len']) ??
    number(record(model['meta'])['n_ctx_train']);
  const maxOutput = number(provider['max_completion_tokens']) ?? number(model['max_completion_tokens']);
  const prices = pricesFrom(record(model['pricing']), connection.name);
  const embeds = string(model['type']) === 'embedding' || /embed/i.test(name);
  return {
    ...known,
    ...(context !== undefined && context > 0 && { contextTokens: context }),
    ...(maxOutput !== undefined && maxOutput > 0 && { maxOutputTokens: maxOutput }),
    ...(prices && { prices }),
    ...(embeds ? { capabilities: new Set<Capability>(['embedding']) } : told && { capabilities: withPrefill(told, known) }),
    ...(string(model['description']) && { description: string(model['description']) as string }),
  };
}

function withPrefill(told: Set<Capability>, known: ModelCard): ReadonlySet<Capability> {
  return known.capabilities.has('prefill') ? told.add('prefill') : told;
}

/** From OpenRouter's `supported_parameters` and `architecture`, or Mistral's `capabilities`; undefined where nothing is told. */
function capabilitiesFrom(model: Wire): Set<Capability> | undefined {
  const parameters = model['supported_parameters'];
  const mistral = record(model['capabilities']);
  if (Array.isArray(parameters)) {
    const inputs = list(record(model['architecture'])['input_modalities']);
    const told = new Set<Capability>(['text-generation']);
    if (parameters.includes('tools')) told.add('tools').add('parallel-tools');
    if (parameters.includes('response_format')) told.add('json');
    if (parameters.includes('structured_outputs')) told.add('json-schema');
    if (parameters.includes('reasoning')) told.add('reasoning');
    if (parameters.includes('logprobs')) told.add('logprobs');
    if (inputs.includes('image')) told.add('images');
    if (inputs.includes('file')) told.add('files');
    if (inputs.includes('audio')) told.add('audio');
    return told;
  }
  if (typeof mistral['completion_chat'] === 'boolean') {
    const told = new Set<Capability>();
    if (mistral['completion_chat']) told.add('text-generation').add('json').add('json-schema');
    if (mistral['function_calling']) told.add('tools').add('parallel-tools');
    if (mistral['vision']) told.add('images');
    return told;
  }
  return undefined;
}

/** OpenRouter's prices are strings in US dollars per token; -1 means that it depends. */
function pricesFrom(pricing: Wire, source: string): Prices | undefined {
  const perMillion = (field: string): number | undefined => {
    const price = typeof pricing[field] === 'string' && pricing[field] !== '' ? Number(pricing[field]) : undefined;
    return price !== undefined && Number.isFinite(price) && price >= 0 ? Number((price * 1e6).toPrecision(12)) : undefined;
  };
  const [input, output] = [perMillion('prompt'), perMillion('completion')];
  if (input === undefined || output === undefined) return undefined;
  const [cachedInput, cacheWrite] = [perMillion('input_cache_read'), perMillion('input_cache_write')];
  return { input, output, ...(cachedInput !== undefined && { cachedInput }), ...(cacheWrite !== undefined && { cacheWrite }), source };
}
