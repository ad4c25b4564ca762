import { z } from 'zod';
import type { LanguageCall } from '../call.ts';
import { LlmrrError } from '../error.ts';
import { requestError } from './issues.ts';
import { fromOpenAiMessage, openAiMessage } from './openai-message.ts';
import { fromTool, responseFormatInput, toolChoiceInput, toolInput } from './openai-options.ts';
import { routingBody, routingOf } from './routing-body.ts';

const positive = z.number().int().positive();

/** The body of `POST /v1/chat/completions`; fields that are not listed pass through to vendors of the same dialect. */
export const chatRequestBody = z.looseObject({
  model: z.string().nullish().describe('An id, alias, provider:model or name; `auto`; `auto:<strategy>`. Absent: `auto`.'),
  models: z.array(z.string().min(1)).min(1).nullish().describe('Tried in this order; with `model: "auto"` the candidates among which the strategy chooses.'),
  messages: z.array(openAiMessage).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.number().int().min(1).max(16).nullish(),
  max_completion_tokens: positive.nullish(),
  max_tokens: positive.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: positive.nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  tools: z.array(toolInput).nullish(),
  tool_choice: toolChoiceInput.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormatInput.nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  user: z.string().nullish(),
  functions: z.unknown().optional(),
  function_call: z.unknown().optional(),
  llmrr: routingBody.nullish(),
});
const known: ReadonlySet<string> = new Set(Object.keys(chatRequestBody.shape));

/** Fields that the gateway does not know travel under this key of `call.vendor`, for every adapter of OpenAI's chat dialect. */
export const openAiChat = 'openai-chat';

export type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface ChatRequest {
  /** Fresh: whoever takes the request completes it with signal, delivery and context. */
  readonly call: Writable<LanguageCall>;
  /** As the client wrote it; a router resolves it. */
  readonly model?: string;
  readonly models?: readonly string[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** How many answers are wanted. */
  readonly choices: number;
  /** The client wants the decision in the body. */
  readonly decision: boolean;
}

/** Throws `invalid-request` that names the path of what does not fit. */
export function chatRequest(body: unknown): ChatRequest {
  const parsed = chatRequestBody.safeParse(body);
  if (!parsed.success) throw requestError(parsed.error, 'body');
  const given = parsed.data;
  if (given.functions != null || given.function_call != null) throw unfit('functions', 'is the form of 2023 and not accepted here; send tools and tool_choice');
  if (given.top_logprobs != null && !given.logprobs) throw unfit('top_logprobs', 'needs logprobs: true');

  const call: Writable<LanguageCall> = { messages: given.messages.map(fromOpenAiMessage) };
  const maxTokens = given.max_completion_tokens ?? given.max_tokens;
  if (maxTokens != null) call.maxTokens = maxTokens;
  if (given.temperature != null) call.temperature = given.temperature;
  if (given.top_p != null) call.topP = given.top_p;
  if (given.top_k != null) call.topK = given.top_k;
  if (given.min_p != null) call.minP = given.min_p;
  if (given.seed != null) call.seed = given.seed;
  if (given.stop != null) call.stop = typeof given.stop === 'string' ? [given.stop] : given.stop;
  if (given.presence_penalty != null) call.presencePenalty = given.presence_penalty;
  if (given.frequency_penalty != null) call.frequencyPenalty = given.frequency_penalty;
  if (given.logit_bias != null) call.logitBias = given.logit_bias;
  if (given.logprobs) call.logprobs = given.top_logprobs ?? 0;
  if (given.tools != null && given.tools.length > 0) call.tools = given.tools.map(fromTool);
  if (given.tool_choice != null) call.toolChoice = given.tool_choice;
  if (given.parallel_tool_calls != null) call.parallelToolCalls = given.parallel_tool_calls;
  if (given.response_format != null) call.responseFormat = given.response_format;
  if (given.reasoning_effort != null) call.reasoning = { effort: given.reasoning_effort };
  if (given.user != null) call.user = given.user;
  const vendor = unknownFields(given, known);
  if (vendor) call.vendor = { [openAiChat]: vendor };
  const { routing, pick } = routingOf(given);
  if (routing) call.routing = routing;

  return {
    call,
    ...pick,
    stream: given.stream ?? false,
    includeUsage: given.stream_options?.include_usage ?? false,
    choices: given.n ?? 1,
    decision: given.llmrr?.decision ?? false,
  };
}

/** What a body holds beyond the fields that we read; `null` says nothing and is left out. */
export function unknownFields(body: Readonly<Record<string, unknown>>, fields: ReadonlySet<string>): Record<string, unknown> | undefined {
  let rest: Record<string, unknown> | undefined;
  for (const key in body) {
    if (fields.has(key) || key === '__proto__' || body[key] == null) continue;
    (rest ??= {})[key] = body[key];
  }
  return rest;
}

/** A field that fits its type but not the rest of the request, or this gateway. */
export function unfit(path: string, why: string): LlmrrError {
  return new LlmrrError('invalid-request', `body: ${path}: ${why}`, { details: { param: path, problems: [{ path, message: why }] } });
}
