import { z } from 'zod';
import { anthropicRefusal } from './anthropic-error.ts';
import { checkTurns } from './anthropic-turns.ts';
import { Refusal } from './refusal.ts';

const cache = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const media = z.union([
  z.strictObject({ type: z.literal('base64'), media_type: z.string(), data: z.string() }),
  z.strictObject({ type: z.literal('url'), url: z.string() }),
  z.strictObject({ type: z.literal('file'), file_id: z.string() }),
  z.strictObject({ type: z.literal('text'), media_type: z.literal('text/plain'), data: z.string() }),
]);
const citations = z.unknown().optional();
const text = z.strictObject({ type: z.literal('text'), text: z.string(), cache_control: cache, citations });
const image = z.strictObject({ type: z.literal('image'), source: media, cache_control: cache });
const document = z.strictObject({ type: z.literal('document'), source: media, title: z.string().nullish(), context: z.string().nullish(), cache_control: cache, citations });
const block = z.discriminatedUnion('type', [
  text,
  image,
  document,
  z.strictObject({ type: z.literal('tool_use'), id: z.string().regex(/^[a-zA-Z0-9_-]+$/, "String should match pattern '^[a-zA-Z0-9_-]+$'"), name: z.string(), input: z.record(z.string(), z.unknown()), cache_control: cache, caller: z.unknown().optional() }),
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image, document]))]).optional(),
    is_error: z.boolean().optional(),
    cache_control: cache,
  }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
]);
const parallel = z.boolean().optional();
const schema = z.record(z.string(), z.unknown());
const tool = z.strictObject({
  type: z.literal('custom').nullish(),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/, "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"),
  description: z.string().optional(),
  input_schema: schema.refine((each) => each['type'] === 'object', "Input should be a JSON Schema whose type is 'object'"),
  strict: z.boolean().optional(),
  cache_control: cache,
});

const fields = {
  model: z.string().min(1),
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.union([z.string(), z.array(block)]) })),
  system: z.union([z.string(), z.array(text)]).optional(),
  tools: z.array(tool).optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('auto'), disable_parallel_tool_use: parallel }),
      z.strictObject({ type: z.literal('any'), disable_parallel_tool_use: parallel }),
      z.strictObject({ type: z.literal('tool'), name: z.string(), disable_parallel_tool_use: parallel }),
      z.strictObject({ type: z.literal('none') }),
    ])
    .optional(),
  thinking: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('enabled'), budget_tokens: z.number().int().min(1024), display: z.enum(['summarized', 'omitted']).nullish() }),
      z.strictObject({ type: z.literal('adaptive'), display: z.enum(['summarized', 'omitted']).nullish() }),
      z.strictObject({ type: z.literal('disabled') }),
    ])
    .optional(),
  output_config: z
    .strictObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(), format: z.strictObject({ type: z.literal('json_schema'), schema }).nullish() })
    .optional(),
  cache_control: cache,
};
const countRequest = z.strictObject(fields);
const request = z.strictObject({
  ...fields,
  max_tokens: z.number().int().min(1),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.number().int().min(0).optional(),
  stop_sequences: z.array(z.string()).optional(),
  stream: z.boolean().optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
});

export type MessagesRequest = z.output<typeof request>;
export type CountRequest = z.output<typeof countRequest>;
export type RequestBlock = z.output<typeof block>;
export type RequestMessage = MessagesRequest['messages'][number];

/** Throws a Refusal, worded as the API words it, for what the API would not take. */
export function messagesRequest(body: unknown): MessagesRequest {
  const parsed = request.safeParse(body);
  if (!parsed.success) throw anthropicRefusal(parsed.error, body);
  const { data } = parsed;
  const { thinking, tool_choice: choice } = data;
  if (thinking?.type === 'enabled') {
    if (thinking.budget_tokens >= data.max_tokens) throw new Refusal(400, '`max_tokens` must be greater than `thinking.budget_tokens`.');
    if (choice?.type === 'any' || choice?.type === 'tool') throw new Refusal(400, 'Thinking may not be enabled when tool_choice forces tool use.');
    if (data.temperature !== undefined && data.temperature !== 1) throw new Refusal(400, '`temperature` may only be set to 1 when thinking is enabled.');
  }
  data.stop_sequences?.forEach((each, index) => {
    if (each.trim() === '') throw new Refusal(400, `stop_sequences: each stop sequence must contain non-whitespace (${index})`);
  });
  check(data);
  return data;
}

/** The same for POST /v1/messages/count_tokens, which takes no sampling options. */
export function countTokensRequest(body: unknown): CountRequest {
  const parsed = countRequest.safeParse(body);
  if (!parsed.success) throw anthropicRefusal(parsed.error, body);
  check(parsed.data);
  return parsed.data;
}

function check(data: CountRequest): void {
  if (data.messages.length === 0) throw new Refusal(400, 'messages: at least one message is required');
  const { tool_choice: choice, tools } = data;
  if (choice && choice.type !== 'none' && !tools?.length) throw new Refusal(400, 'tool_choice: tool_choice may only be specified while providing tools.');
  if (choice?.type === 'tool' && !tools?.some(({ name }) => name === choice.name)) throw new Refusal(400, `Tool '${choice.name}' not found in provided tools`);
  const names = new Set(tools?.map(({ name }) => name));
  if (tools && names.size < tools.length) throw new Refusal(400, 'tools: Tool names must be unique.');
  if (data.output_config?.format && hasOpenObject(data.output_config.format.schema)) {
    throw new Refusal(400, "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false");
  }
  checkTurns(data.messages, data.thinking?.type === 'enabled');
}

function hasOpenObject(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if (!Array.isArray(schema) && 'type' in schema && schema.type === 'object' && (!('additionalProperties' in schema) || schema.additionalProperties !== false)) return true;
  return Object.values(schema).some(hasOpenObject);
}
