import { LlmrrError, type LanguageCall, type ModelCard, type Tool } from '@llmrr/core';

import type { ModelTraits } from './model-traits.ts';
import { outputSchema } from './output-schema.ts';
import { thinking } from './thinking.ts';
import { wireMessages, type WireConversation } from './wire-messages.ts';
import type { WireBody, WireText, WireTool, WireToolChoice } from './wire-request.ts';

export interface WireRequest {
  readonly body: WireBody;
  readonly version: string;
  readonly betas: readonly string[];
  /** White space at the end of `continueFrom`, which the API does not take; the answer may begin with it again. */
  readonly heldBack: string;
  /** JSON was asked for by words alone: the text that precedes the answer; whoever reads the answer must check it. */
  readonly jsonBehind?: string;
}

export interface WireTarget {
  readonly card: ModelCard;
  readonly traits: ModelTraits;
  /** Pins anthropic-version. */
  readonly version?: string | undefined;
}

const newest = '2026-10-21';
/** The last version that takes temperature, top_p and top_k, and the only one that other vendors know. */
const withSampling = '2023-06-01';
const defaultMaxTokens = 4_096;

/** Throws `unsupported-capability` for what would change the answer and cannot be said; hints on sampling (temperature, topP, topK, minP, penalties, seed) are left out where the model takes none. */
export function toWire(call: LanguageCall, target: WireTarget): WireRequest {
  const { card, traits } = target;
  const { id } = card;
  refuse(call, id, traits);
  const conversation = wireMessages(call.messages, { model: id, traits });
  const vendor = { ...call.vendor?.['anthropic'], ...call.vendor?.[card.provider] };
  const highestMaxTokens = card.maxOutputTokens;
  const limit = Math.min(call.maxTokens ?? highestMaxTokens ?? defaultMaxTokens, highestMaxTokens ?? Infinity);
  const thought = thinking(call, { model: id, traits, maxTokens: limit, highestMaxTokens, messages: conversation.messages });
  const format = responseFormat(call, id, traits);
  const heldBack = prefill(call, conversation, target, { thinks: thought.config !== undefined && thought.config.type !== 'disabled', native: format.schema !== undefined });
  const system = format.instruction ? [...conversation.system, format.instruction] : conversation.system;
  const thinks = (thought.config !== undefined && thought.config.type !== 'disabled') || vendor['thinking'] !== undefined;
  const sampling = traits.sampling && !thinks && (target.version ?? withSampling) === withSampling ? samplingOf(call, traits) : {};
  const toolChoice = call.tools?.length ? toolChoiceOf(call) : undefined;
  const { betas, ...fields } = vendor;
  const written: WireBody = {
    model: card.name,
    max_tokens: thought.maxTokens,
    messages: conversation.messages,
    ...(system.length > 0 && { system }),
    ...(call.tools?.length && { tools: call.tools.map((tool) => wireTool(tool, traits)) }),
    ...(toolChoice && { tool_choice: toolChoice }),
    ...(thought.config && { thinking: thought.config }),
    ...((thought.effort ?? format.schema) && {
      output_config: { ...(thought.effort && { effort: thought.effort }), ...(format.schema && { format: { type: 'json_schema' as const, schema: format.schema } }) },
    }),
    ...(call.stop?.length && { stop_sequences: [...call.stop] }),
    ...(call.user !== undefined && { metadata: { user_id: call.user } }),
    ...sampling,
  };
  return {
    body: merged(written, fields),
    version: target.version ?? (traits.claude && Object.keys(sampling).length === 0 ? newest : withSampling),
    betas: Array.isArray(betas) ? betas.filter((beta): beta is string => typeof beta === 'string') : [],
    heldBack,
    ...(format.instruction && { jsonBehind: call.continueFrom ?? '' }),
  };
}

function refuse(call: LanguageCall, model: string, traits: ModelTraits): void {
  const unsupported = (what: string, instead: string): never => {
    throw new LlmrrError('unsupported-capability', `${model} ${what}; ${instead}`);
  };
  if (call.logprobs !== undefined) unsupported('gives no log-probabilities', 'leave `logprobs` out, or use another vendor');
  if (Object.keys(call.logitBias ?? {}).length > 0) unsupported('takes no logitBias', 'leave it out, or use another vendor');
  if (call.tools?.length && call.toolChoice !== 'none' && !traits.tools) unsupported('calls no tools', 'use claude-3 or newer');
  const blank = call.stop?.find((sequence) => sequence.trim() === '');
  if (blank !== undefined) unsupported(`takes no stop sequence of white space alone, found ${JSON.stringify(blank)}`, 'use one with a visible character');
}

function samplingOf({ temperature, topP, topK }: LanguageCall, { temperatureWithTopP }: ModelTraits): Pick<WireBody, 'temperature' | 'top_p' | 'top_k'> {
  return {
    // Others go up to 2, this API to 1.
    ...(temperature !== undefined && { temperature: Math.min(temperature, 1) }),
    ...(topP !== undefined && (temperature === undefined || temperatureWithTopP) && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
  };
}

function wireTool({ name, description, parameters, strict }: Tool, { schemas }: ModelTraits): WireTool {
  const schema = strict && schemas && parameters ? outputSchema({ type: 'object', ...parameters }) : { properties: {}, ...parameters };
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: { ...schema, type: 'object' },
    ...(strict && schemas && { strict }),
  };
}

function toolChoiceOf({ toolChoice, parallelToolCalls }: LanguageCall): WireToolChoice | undefined {
  const single = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {};
  if (toolChoice === 'none') return { type: 'none' };
  if (toolChoice === 'required') return { type: 'any', ...single };
  if (typeof toolChoice === 'object') return { type: 'tool', name: toolChoice.name, ...single };
  return toolChoice === 'auto' || parallelToolCalls === false ? { type: 'auto', ...single } : undefined;
}

/** A schema is enforced where the model can; JSON without a schema, and schemas for older models, are asked for in words and checked afterwards. */
function responseFormat({ responseFormat }: LanguageCall, model: string, traits: ModelTraits): { schema?: Record<string, unknown>; instruction?: WireText } {
  if (!responseFormat || responseFormat.type === 'text') return {};
  const only = 'and with nothing else: no other text, no code fence.';
  if (responseFormat.type === 'json') return { instruction: { type: 'text', text: `Answer with one valid JSON object ${only}` } };
  const { schema, strict } = responseFormat;
  if (traits.schemas) return { schema: outputSchema(schema) };
  if (strict) throw new LlmrrError('unsupported-capability', `${model} does not enforce JSON schemas; use claude 4.5 or newer, or leave out \`strict\``);
  return { instruction: { type: 'text', text: `Answer with one JSON value that fits this JSON Schema, ${only}\n${JSON.stringify(schema)}` } };
}

/** Puts `continueFrom` behind the messages; returns what had to be held back of it. */
function prefill(call: LanguageCall, { messages }: WireConversation, { card }: WireTarget, { thinks, native }: { readonly thinks: boolean; readonly native: boolean }): string {
  const { continueFrom } = call;
  if (continueFrom !== undefined && continueFrom !== '') {
    const why = !card.capabilities.has('prefill') ? 'does not go on behind given text' : thinks ? 'does not go on behind given text while thinking' : native ? 'does not go on behind given text under a JSON schema' : undefined;
    if (why) throw new LlmrrError('unsupported-capability', `${card.id} ${why}; start anew, or use a model with the prefill capability`);
    const last = messages.at(-1);
    const text: WireText = { type: 'text', text: continueFrom };
    if (last?.role === 'assistant') last.content.push(text);
    else messages.push({ role: 'assistant', content: [text] });
  }
  const last = messages.at(-1)?.role === 'assistant' ? messages.at(-1) : undefined;
  const block = last?.content.at(-1);
  if (!last || block?.type !== 'text') return '';
  const kept = block.text.trimEnd();
  const heldBack = block.text.slice(kept.length);
  if (kept === '') last.content.pop();
  else block.text = kept;
  if (last.content.length === 0) messages.pop();
  return continueFrom ? heldBack : '';
}

/** Vendor fields win, as they are; only the two objects that we may write ourselves are merged one level deep. */
function merged(body: WireBody, fields: Readonly<Record<string, unknown>>): WireBody {
  const result: Record<string, unknown> = { ...body, ...fields };
  for (const key of ['output_config', 'metadata'] as const) {
    const given = fields[key];
    if (body[key] && typeof given === 'object' && given !== null) result[key] = { ...body[key], ...given };
  }
  return result as unknown as WireBody;
}
