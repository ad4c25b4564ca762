import { z } from 'zod';
import type { LanguageCall } from '../call.ts';
import { requestError } from './issues.ts';
import { openAiChat, unfit, unknownFields, type Writable } from './openai-chat-request.ts';
import { routingBody, routingOf } from './routing-body.ts';

const positive = z.number().int().positive();

/** The body of the legacy `POST /v1/completions`; a prompt becomes one user message. */
export const completionRequestBody = z.looseObject({
  model: z.string().nullish(),
  models: z.array(z.string().min(1)).min(1).nullish(),
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(16)]),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.number().int().min(1).max(16).nullish(),
  max_tokens: positive.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  logprobs: z.number().int().min(0).max(5).nullish(),
  user: z.string().nullish(),
  echo: z.boolean().nullish().describe('Not offered; only false.'),
  suffix: z.string().nullish().describe('Not offered; only null.'),
  best_of: z.number().int().nullish().describe('Not offered; only 1.'),
  llmrr: routingBody.nullish(),
});
const known: ReadonlySet<string> = new Set(Object.keys(completionRequestBody.shape));

export interface CompletionRequest {
  /** One for each prompt and each of its `n` choices; fresh, to be completed. */
  readonly calls: readonly Writable<LanguageCall>[];
  readonly model?: string;
  readonly models?: readonly string[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly decision: boolean;
}

/** Throws `invalid-request` that names the path of what does not fit, or what we do not offer. */
export function completionRequest(body: unknown): CompletionRequest {
  const { prompt: raw } = (body ?? {}) as { prompt?: unknown };
  if (Array.isArray(raw) && raw.length > 0 && raw.every((item) => typeof item === 'number' || Array.isArray(item))) {
    throw unfit('prompt', 'token arrays belong to one tokenizer and cannot be routed; send text');
  }
  const parsed = completionRequestBody.safeParse(body);
  if (!parsed.success) throw requestError(parsed.error, 'body');
  const given = parsed.data;
  if (given.echo) throw unfit('echo', 'is not offered: chat models do not score the prompt; put the prompt in front of the answer yourself');
  if (given.suffix) throw unfit('suffix', 'is not offered: none of the models fills in the middle; ask for the insertion in the prompt');
  if (given.best_of != null && given.best_of !== 1) throw unfit('best_of', 'is not offered; ask for n answers and choose');

  const { routing, pick } = routingOf(given);
  const vendor = unknownFields(given, known);
  const shared: Omit<LanguageCall, 'messages'> = {
    ...(given.max_tokens != null && { maxTokens: given.max_tokens }),
    ...(given.temperature != null && { temperature: given.temperature }),
    ...(given.top_p != null && { topP: given.top_p }),
    ...(given.seed != null && { seed: given.seed }),
    ...(given.stop != null && { stop: typeof given.stop === 'string' ? [given.stop] : given.stop }),
    ...(given.presence_penalty != null && { presencePenalty: given.presence_penalty }),
    ...(given.frequency_penalty != null && { frequencyPenalty: given.frequency_penalty }),
    ...(given.logit_bias != null && { logitBias: given.logit_bias }),
    ...(given.logprobs != null && { logprobs: given.logprobs }),
    ...(given.user != null && { user: given.user }),
    ...(vendor && { vendor: { [openAiChat]: vendor } }),
    ...(routing && { routing }),
  };
  const prompts = typeof given.prompt === 'string' ? [given.prompt] : given.prompt;
  const choices = given.n ?? 1;
  if (prompts.length * choices > 16) throw unfit('n', `${prompts.length} prompts with ${choices} answers each are more than the 16 of one request`);
  const calls = prompts.flatMap((prompt) => repeated<LanguageCall>({ ...shared, messages: [{ role: 'user', content: prompt }] }, choices));
  return { calls, ...pick, stream: given.stream ?? false, includeUsage: given.stream_options?.include_usage ?? false, decision: given.llmrr?.decision ?? false };
}

/** The same call for each of `n` answers; a seed moves on, or all answers would be one. */
export function repeated<Call extends LanguageCall>(call: Call, choices: number): readonly Call[] {
  if (choices === 1) return [call];
  return Array.from({ length: choices }, (_, index) => ({ ...call, ...(call.seed !== undefined && { seed: call.seed + index }) }));
}
