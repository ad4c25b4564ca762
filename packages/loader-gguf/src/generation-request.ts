import { LlmrrError, type LanguageCall, type Tool } from '@llmrr/core';
import { chatHistory } from './chat-history.ts';
import type { GenerateRequest, Sampling } from './engine-protocol.ts';
import { grammarSchema } from './grammar-schema.ts';

export interface RequestContext {
  /** For messages: the model's id. */
  readonly model: string;
  /** Size of the vocabulary. */
  readonly tokens: number;
  /** 0 to 1, for a seed when the call has none. */
  readonly random: () => number;
}

/** The call in the engine's words. Throws `invalid-request` and `unsupported-capability`. */
export function generationRequest(call: LanguageCall, context: RequestContext): Omit<GenerateRequest, 'id'> {
  const { model } = context;
  if (call.messages.length === 0) throw new LlmrrError('invalid-request', `${model} was called without messages; give at least one.`);
  const { history, prefill } = chatHistory(call.messages);
  const offered = offeredTools(call, model);
  const format = answerFormat(call);
  if (offered && format !== 'text') {
    throw new LlmrrError('unsupported-capability', `${model} cannot be held to a JSON format while it may call tools. Ask for the one or the other, or set toolChoice to 'none'.`);
  }
  return {
    type: 'generate',
    history,
    prefill: prefill + (call.continueFrom ?? ''),
    functions: offered && Object.fromEntries(offered.map(functionOf)),
    mustCall: offered !== null && (call.toolChoice === 'required' || typeof call.toolChoice === 'object'),
    parallelCalls: call.parallelToolCalls !== false,
    format,
    sampling: sampling(call, context),
    maxTokens: call.maxTokens === undefined ? null : within(call.maxTokens, 'maxTokens', { from: 1, whole: true }),
    stop: (call.stop ?? []).filter((text) => text !== ''),
    logprobs: call.logprobs === undefined ? null : within(call.logprobs, 'logprobs', { from: 0, to: 100, whole: true }),
    thoughtTokens: call.reasoning?.effort === 'none' ? 0 : (call.reasoning?.budgetTokens ?? null),
    whole: call.delivery === 'whole',
  };
}

function offeredTools({ tools = [], toolChoice }: LanguageCall, model: string): readonly Tool[] | null {
  if (tools.length === 0 || toolChoice === 'none') return null;
  const names = tools.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (!/^\S+$/.test(name)) throw new LlmrrError('invalid-request', `The tool name '${name}' is empty or holds white space; ${model} could not write a call of it.`);
    if (names.indexOf(name) !== index) throw new LlmrrError('invalid-request', `Two tools are called '${name}'; give each a name of its own.`);
  }
  if (typeof toolChoice !== 'object') return tools;
  const chosen = tools.filter(({ name }) => name === toolChoice.name);
  if (chosen.length === 0) throw new LlmrrError('invalid-request', `toolChoice names the tool '${toolChoice.name}', and the tools are ${names.join(', ')}.`);
  return chosen;
}

function functionOf({ name, description, parameters, strict = false }: Tool): [string, { description?: string; params?: ReturnType<typeof grammarSchema> }] {
  return [name, { ...(description !== undefined && { description }), ...(parameters && { params: grammarSchema(parameters, { what: `the tool '${name}'`, strict }) }) }];
}

function answerFormat({ responseFormat }: LanguageCall): GenerateRequest['format'] {
  if (responseFormat === undefined || responseFormat.type === 'text') return 'text';
  if (responseFormat.type === 'json') return 'json';
  return { schema: grammarSchema(responseFormat.schema, { what: `responseFormat '${responseFormat.name}'`, strict: responseFormat.strict ?? false }) };
}

function sampling(call: LanguageCall, { tokens, random }: RequestContext): Sampling {
  const { temperature, topP, topK, minP, seed, presencePenalty, frequencyPenalty, logitBias } = call;
  const drawn = temperature !== undefined && temperature > 0 ? Math.floor(random() * 2 ** 32) : undefined;
  const chosen = seed === undefined ? drawn : Number(BigInt.asUintN(32, BigInt(within(seed, 'seed', { from: Number.MIN_SAFE_INTEGER, whole: true }))));
  return {
    ...(temperature !== undefined && { temperature: within(temperature, 'temperature', { from: 0 }) }),
    ...(topP !== undefined && { topP: within(topP, 'topP', { from: 0, to: 1 }) }),
    ...(topK !== undefined && { topK: within(topK, 'topK', { from: 0, whole: true }) }),
    ...(minP !== undefined && { minP: within(minP, 'minP', { from: 0, to: 1 }) }),
    ...(chosen !== undefined && { seed: chosen }),
    ...(presencePenalty !== undefined && { presencePenalty: within(presencePenalty, 'presencePenalty', { from: -2, to: 2 }) }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty: within(frequencyPenalty, 'frequencyPenalty', { from: -2, to: 2 }) }),
    ...(logitBias && {
      logitBias: Object.entries(logitBias).map(
        ([token, bias]) => [within(Number(token), `logitBias['${token}']: the token`, { from: 0, to: tokens - 1, whole: true }), within(bias, `logitBias['${token}']`, { from: -100, to: 100 })] as const,
      ),
    }),
  };
}

function within(value: number, what: string, { from, to = Number.MAX_SAFE_INTEGER, whole = false }: { from: number; to?: number; whole?: boolean }): number {
  if (value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
  throw new LlmrrError('invalid-request', `${what} must be a ${whole ? 'whole ' : ''}number from ${from}${to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to}`}, not ${value}.`);
}
