import type { LanguageCall } from '../call.ts';
import type { Capability, ModelCard } from '../card.ts';
import type { Estimate, Signals } from '../strategy.ts';
import { costOf, picodollarsToUsd } from '../money.ts';

/** Without these a model cannot answer the call at all. */
export function neededCapabilities(call: LanguageCall): Set<Capability> {
  const needed = new Set<Capability>();
  if (call.tools && call.tools.length > 0 && call.toolChoice !== 'none') needed.add('tools');
  if (call.logprobs !== undefined) needed.add('logprobs');
  for (const { content } of call.messages) {
    if (typeof content === 'string') continue;
    for (const part of content) {
      if (part.type === 'image') needed.add('images');
      else if (part.type === 'file') needed.add('files');
      else if (part.type === 'audio') needed.add('audio');
    }
  }
  for (const capability of call.routing?.constraints?.capabilities ?? []) needed.add(capability as Capability);
  return needed;
}

/** Needs, and what makes the answer better: an engine that enforces the schema, say. */
export function wantedCapabilities(call: LanguageCall): Set<Capability> {
  const wanted = neededCapabilities(call);
  if (call.responseFormat?.type === 'json') wanted.add('json');
  if (call.responseFormat?.type === 'json-schema') wanted.add('json-schema');
  if (call.reasoning && call.reasoning.effort !== 'none') wanted.add('reasoning');
  if (wanted.has('tools') && call.tools!.length > 1 && call.parallelToolCalls !== false) wanted.add('parallel-tools');
  return wanted;
}

/** Characters of everything that the model will read. */
export function promptCharacters(call: LanguageCall): number {
  let characters = 0;
  for (const { content } of call.messages) {
    if (typeof content === 'string') characters += content.length;
    else {
      for (const part of content) {
        if ('text' in part) characters += part.text.length;
        else if (part.type === 'tool-call') characters += part.arguments.length + part.name.length;
        else if (part.type === 'tool-result') characters += typeof part.content === 'string' ? part.content.length : part.content.reduce((sum, inner) => sum + (inner.type === 'text' ? inner.text.length : 0), 0);
      }
    }
  }
  if (call.tools) characters += JSON.stringify(call.tools).length;
  return characters;
}

const charactersPerToken = 4;
/** What an answer takes when the call sets no limit; only for comparing costs. */
const typicalOutputTokens = 512;

/** Before the call: four characters a token, and the whole output limit (512 where there is none). */
export function estimate(characters: number, maxTokens: number | undefined, card: ModelCard, signals: Signals): Estimate {
  const inputTokens = Math.ceil(characters / charactersPerToken);
  const outputTokens = Math.min(maxTokens ?? typicalOutputTokens, card.maxOutputTokens ?? Infinity);
  const cost = card.prices && costOf(card.prices, { inputTokens, outputTokens });
  return {
    inputTokens,
    outputTokens,
    costUsd: cost === null ? null : picodollarsToUsd(cost),
    latencyMs: signals.latencyMs,
  };
}
