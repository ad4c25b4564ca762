import { z } from 'zod';
import type { Content, LanguageCall, Message, ResponseFormat, Tool, ToolChoice } from '@llmrr/core';
import { checkStrictSchema } from './openai-strict-schema.ts';
import { openAiRefusal } from './openai-error.ts';
import { Refusal } from './refusal.ts';

const text = z.strictObject({ type: z.literal('text'), text: z.string() });
const part = z.discriminatedUnion('type', [
  text,
  z.strictObject({ type: z.literal('image_url'), image_url: z.strictObject({ url: z.string().min(1), detail: z.enum(['auto', 'low', 'high']).optional() }) }),
  z.strictObject({ type: z.literal('input_audio'), input_audio: z.strictObject({ data: z.string(), format: z.enum(['wav', 'mp3']) }) }),
  z.strictObject({ type: z.literal('file'), file: z.strictObject({ file_data: z.string().optional(), file_id: z.string().optional(), filename: z.string().optional() }) }),
]);
const refusalPart = z.strictObject({ type: z.literal('refusal'), refusal: z.string() });
const textOrParts = <Part extends z.ZodType>(each: Part) => z.union([z.string(), z.array(each).min(1)]);
const toolCall = z.strictObject({ id: z.string().max(40), type: z.literal('function'), function: z.strictObject({ name: z.string(), arguments: z.string() }) });
const name = z.string().optional();
const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: textOrParts(text), name }),
  z.strictObject({ role: z.literal('developer'), content: textOrParts(text), name }),
  z.strictObject({ role: z.literal('user'), content: textOrParts(part), name }),
  z.strictObject({
    role: z.literal('assistant'),
    content: textOrParts(z.discriminatedUnion('type', [text, refusalPart])).nullish(),
    refusal: z.string().nullish(),
    tool_calls: z.array(toolCall).min(1).optional(),
    reasoning_content: z.string().nullish(),
    name,
  }),
  z.strictObject({ role: z.literal('tool'), content: textOrParts(text), tool_call_id: z.string() }),
]);
const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "expected a string of letters, digits, '_' and '-', at most 64");
const schema = z.record(z.string(), z.unknown());
const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({ name: toolName, description: z.string().optional(), parameters: schema.optional(), strict: z.boolean().nullish() }),
});
const penalty = z.number().min(-2).max(2).nullish();
const count = z.number().int().min(1).nullish();

const request = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1, 'expected an array with minimum length 1'),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  stop: z.union([z.string(), z.array(z.string()).min(1).max(4)]).nullish(),
  max_tokens: count,
  max_completion_tokens: count,
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() }).nullish(),
  tools: z.array(tool).min(1).max(128).optional(),
  tool_choice: z.union([z.enum(['none', 'auto', 'required']), z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) })]).optional(),
  parallel_tool_calls: z.boolean().optional(),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text') }),
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({ name: toolName, description: z.string().optional(), schema: schema.optional(), strict: z.boolean().nullish() }),
      }),
    ])
    .optional(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullish(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  seed: z.number().int().nullish(),
  user: z.string().optional(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  store: z.boolean().nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority']).nullish(),
  modalities: z.array(z.enum(['text', 'audio'])).nullish(),
  prediction: z.unknown().optional(),
  prompt_cache_key: z.string().optional(),
  prompt_cache_retention: z.string().nullish(),
  safety_identifier: z.string().optional(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  web_search_options: z.unknown().optional(),
});

export type ChatRequest = z.output<typeof request>;

/** Throws a Refusal, worded as the API words it, for what the API would not take. */
export function chatRequest(body: unknown): ChatRequest {
  const parsed = request.safeParse(body);
  if (!parsed.success) throw openAiRefusal(parsed.error, body);
  const { data } = parsed;
  const bad = (message: string, param: string) => new Refusal(400, message, { param, code: null });
  if (data.stream_options && !data.stream) throw bad("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  if (data.top_logprobs != null && !data.logprobs) throw bad("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", 'top_logprobs');
  if (data.max_tokens != null && data.max_completion_tokens != null) throw bad("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", 'max_tokens');
  if (data.tool_choice && !data.tools) throw bad("'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice');
  if (data.parallel_tool_calls !== undefined && !data.tools) throw bad("'parallel_tool_calls' is only allowed when 'tools' are specified.", 'parallel_tool_calls');
  const { tool_choice: choice, response_format: format } = data;
  if (typeof choice === 'object' && !data.tools?.some((each) => each.function.name === choice.function.name)) {
    throw bad(`Tool choice '${choice.function.name}' not found in 'tools' parameter.`, 'tool_choice');
  }
  data.tools?.forEach(({ function: { name, parameters, strict } }) => {
    if (strict) checkStrictSchema(parameters ?? {}, `function '${name}'`, 'tools');
  });
  if (format?.type === 'json_schema' && format.json_schema.strict) checkStrictSchema(format.json_schema.schema ?? {}, `response_format '${format.json_schema.name}'`, 'response_format');
  if (format?.type === 'json_object' && !JSON.stringify(data.messages).toLowerCase().includes('json')) {
    throw bad("'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", 'messages');
  }
  checkToolTurns(data.messages);
  return data;
}

function checkToolTurns(messages: ChatRequest['messages']): void {
  let waiting = new Set<string>();
  messages.forEach((each, index) => {
    if (each.role === 'tool') {
      if (!waiting.delete(each.tool_call_id)) {
        throw new Refusal(400, "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", { param: `messages.[${index}].role` });
      }
      return;
    }
    if (waiting.size > 0) throw unanswered(waiting, index);
    waiting = new Set(each.role === 'assistant' ? each.tool_calls?.map(({ id }) => id) : []);
  });
  if (waiting.size > 0) throw unanswered(waiting, messages.length);
}

function unanswered(ids: ReadonlySet<string>, index: number): Refusal {
  return new Refusal(400, `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...ids].join(', ')}`, { param: `messages.[${index}].role` });
}

/** The same call in the project's own words, for the brain. */
export function chatCall(data: ChatRequest): LanguageCall {
  const maxTokens = data.max_completion_tokens ?? data.max_tokens;
  const stop = typeof data.stop === 'string' ? [data.stop] : data.stop;
  const tools = data.tools?.map(({ function: each }): Tool => ({ name: each.name, ...(each.parameters && { parameters: each.parameters }) }));
  return {
    messages: data.messages.map(messageOf),
    ...(tools && { tools, toolChoice: choiceOf(data.tool_choice) }),
    ...(data.parallel_tool_calls !== undefined && { parallelToolCalls: data.parallel_tool_calls }),
    ...(data.response_format && { responseFormat: formatOf(data.response_format) }),
    ...(maxTokens != null && { maxTokens }),
    ...(stop && { stop }),
  };
}

function messageOf(each: ChatRequest['messages'][number]): Message {
  if (each.role === 'tool') return { role: 'tool', content: [{ type: 'tool-result', id: each.tool_call_id, content: typeof each.content === 'string' ? each.content : each.content.map((part) => part.text).join('') }] };
  const content: Content[] = typeof each.content === 'string' ? [{ type: 'text', text: each.content }] : (each.content ?? []).map(partOf);
  if (each.role !== 'assistant') return { role: each.role === 'user' ? 'user' : 'system', content };
  for (const { id, function: called } of each.tool_calls ?? []) content.push({ type: 'tool-call', id, name: called.name, arguments: called.arguments });
  return { role: 'assistant', content };
}

function partOf(each: z.output<typeof part> | z.output<typeof refusalPart>): Content {
  switch (each.type) {
    case 'text':
      return each;
    case 'refusal':
      return { type: 'refusal', text: each.refusal };
    case 'image_url':
      return { type: 'image', url: each.image_url.url };
    case 'input_audio':
      return { type: 'audio', ...each.input_audio };
    case 'file':
      return { type: 'file', fileId: each.file.file_id ?? each.file.filename ?? 'file' };
  }
}

function choiceOf(choice: ChatRequest['tool_choice']): ToolChoice {
  return typeof choice === 'object' ? { name: choice.function.name } : choice ?? 'auto';
}

function formatOf(format: NonNullable<ChatRequest['response_format']>): ResponseFormat {
  if (format.type === 'json_object') return { type: 'json' };
  if (format.type === 'json_schema') return { type: 'json-schema', name: format.json_schema.name, schema: format.json_schema.schema ?? { type: 'object' } };
  return { type: 'text' };
}
