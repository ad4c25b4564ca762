import { z } from 'zod';
import { renameRequest } from '../aliases/request-aliases.ts';
import type { LanguageCall, RoutingOptions } from '../call.ts';
import { constraintsInput } from '../constraints-input.ts';
import type { Message } from '../content.ts';
import { fromOpenAiMessage, openAiMessage } from '../dialects/openai-message.ts';
import { fromTool, responseFormatInput, toolChoiceInput, toolInput } from '../dialects/openai-options.ts';
import { requestError } from '../dialects/issues.ts';
import { LlmrrError } from '../error.ts';
import type { TemplateLibrary } from '../templates/index.ts';

/** What may stand behind the prompt. Old spellings of each are accepted too (docs/aliases.md). */
export interface GenerateOptions extends Omit<LanguageCall, 'messages' | 'tools' | 'toolChoice' | 'responseFormat' | 'delivery' | 'routing' | 'stop'> {
  readonly prompt?: string;
  /** OpenAI's messages, or ours with typed content. They win over the prompt. */
  readonly messages?: readonly unknown[];
  readonly system?: string;
  /** Id of a template of the registry or the configuration, filled with `variables`; its stop tokens come along. */
  readonly template?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Id, alias, provider:model or name; `auto`, `auto:<strategy>`. */
  readonly model?: string;
  readonly models?: readonly string[];
  readonly provider?: string;
  readonly strategy?: string;
  readonly fallbacks?: readonly string[];
  readonly fallback?: boolean;
  readonly constraints?: RoutingOptions['constraints'];
  readonly tools?: readonly unknown[];
  readonly toolChoice?: unknown;
  readonly responseFormat?: unknown;
  readonly stop?: string | readonly string[];
  readonly useCase?: string;
  readonly tier?: string;
  readonly tenant?: string;
  readonly task?: 'embedding' | 'generation';
  readonly batch?: boolean;
}

const positive = z.number().int().positive();
const names = z.array(z.string().min(1));
const schema = z.looseObject({
  prompt: z.string().optional(),
  messages: z.array(z.unknown()).min(1).optional(),
  system: z.string().optional(),
  template: z.string().optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  model: z.string().optional(),
  models: names.optional(),
  provider: z.string().optional(),
  strategy: z.string().optional(),
  fallbacks: names.optional(),
  fallback: z.boolean().optional(),
  constraints: constraintsInput.optional(),
  maxTokens: positive.optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  topK: positive.optional(),
  minP: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
  stop: z.union([z.string().transform((text) => [text]), z.array(z.string())]).optional(),
  presencePenalty: z.number().min(-2).max(2).optional(),
  frequencyPenalty: z.number().min(-2).max(2).optional(),
  logitBias: z.record(z.string(), z.number()).optional(),
  logprobs: z.number().int().min(0).max(20).optional(),
  tools: z.array(toolInput).optional(),
  toolChoice: toolChoiceInput.optional(),
  parallelToolCalls: z.boolean().optional(),
  responseFormat: responseFormatInput.optional(),
  reasoning: z.object({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(), budgetTokens: positive.optional() }).optional(),
  user: z.string().optional(),
  retries: z.number().int().min(0).max(10).optional(),
  timeoutMs: z.number().positive().optional(),
  useCase: z.string().optional(),
  tier: z.string().optional(),
  tenant: z.string().optional(),
  continueFrom: z.string().optional(),
  vendor: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal || (typeof value === 'object' && value !== null && 'aborted' in value)).optional(),
  context: z.looseObject({}).optional(),
  task: z.enum(['embedding', 'generation']).optional(),
  batch: z.boolean().optional(),
  cache: z.unknown().optional(),
  stream: z.boolean().optional(),
});

export interface Request {
  readonly call: LanguageCall;
  /** As the caller wrote it; resolved against the registry by the router. */
  readonly model?: string;
  readonly models?: readonly string[];
  readonly warnings: readonly string[];
}

const callFields = ['maxTokens', 'temperature', 'topP', 'topK', 'minP', 'seed', 'stop', 'presencePenalty', 'frequencyPenalty', 'logitBias', 'logprobs', 'toolChoice', 'parallelToolCalls', 'responseFormat', 'reasoning', 'user', 'retries', 'timeoutMs', 'continueFrom', 'vendor', 'signal'] as const;
const routingFields = ['strategy', 'provider', 'fallbacks', 'fallback', 'constraints'] as const;

/** One request in any accepted spelling to a call. Throws `invalid-request` naming the path. */
export function request(prompt: unknown, options: Readonly<Record<string, unknown>> = {}, templates?: TemplateLibrary): Request {
  const { value, warnings: renamed } = renameRequest(options);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw requestError(parsed.error, 'options');
  const given = parsed.data;
  const filled = given.template === undefined ? undefined : templates?.format(given.template, { ...given.variables, ...(typeof prompt === 'string' && { input: prompt }) }, given.model === undefined ? {} : { model: given.model });
  const warnings = filled ? [...renamed, ...filled.warnings] : renamed;
  const call: Record<string, unknown> = { messages: messagesOf(filled?.prompt ?? (prompt === undefined ? given.prompt : prompt), given.messages, given.system) };
  if (filled && filled.stop.length > 0) call['stop'] = filled.stop;
  for (const field of callFields) if (given[field] !== undefined) call[field] = given[field];
  if (given.tools) call['tools'] = given.tools.map(fromTool);
  const routing: Record<string, unknown> = {};
  for (const field of routingFields) if (given[field] !== undefined) routing[field] = given[field];
  if (Object.keys(routing).length > 0) call['routing'] = routing;
  const { useCase, tier, tenant } = given;
  if (given.context ?? useCase ?? tier ?? tenant) call['context'] = { ...given.context, ...(useCase && { useCase }), ...(tier && { tier }), ...(tenant && { tenant }) };
  return {
    call: call as unknown as LanguageCall,
    ...(given.model !== undefined && { model: given.model }),
    ...(given.models && { models: given.models }),
    warnings,
  };
}

function messagesOf(prompt: unknown, messages: readonly unknown[] | undefined, system: string | undefined): readonly Message[] {
  const list = messages ?? (Array.isArray(prompt) ? (prompt as readonly unknown[]) : undefined);
  const before: Message[] = system === undefined ? [] : [{ role: 'system', content: system }];
  if (list) return [...before, ...list.map(toMessage)];
  if (typeof prompt !== 'string') {
    throw new LlmrrError('invalid-request', `prompt: expected a string or a list of messages, received ${prompt === null ? 'null' : typeof prompt}`, { details: { param: 'prompt' } });
  }
  return [...before, { role: 'user', content: prompt }];
}

const ownTypes: ReadonlySet<unknown> = new Set(['image', 'file', 'audio', 'reasoning', 'tool-call', 'tool-result', 'vendor']);

function toMessage(message: unknown, index: number): Message {
  if (isOwn(message)) return message;
  const parsed = openAiMessage.safeParse(message);
  if (!parsed.success) throw requestError(parsed.error, `messages[${index}]`);
  return fromOpenAiMessage(parsed.data);
}

/** Our own typed content, as it comes back from an answer. */
function isOwn(message: unknown): message is Message {
  const content = (message as { content?: unknown } | null)?.content;
  return Array.isArray(content) && content.some((part: { type?: unknown; image_url?: unknown; file?: unknown } | null) => part && ownTypes.has(part.type) && part.image_url === undefined && part.file === undefined);
}
