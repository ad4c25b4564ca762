import { z } from 'zod';
import type { Content, LanguageCall, Message, Tool } from '@llmrr/core';
import { openAiRefusal } from './openai-error.ts';
import { checkStrictSchema } from './openai-strict-schema.ts';
import { Refusal } from './refusal.ts';

const inputPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input_text'), text: z.string() }),
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  z.object({ type: z.literal('input_image'), image_url: z.string().nullish(), file_id: z.string().nullish(), detail: z.string().optional() }),
  z.object({ type: z.literal('input_file'), file_id: z.string().nullish(), file_data: z.string().nullish(), filename: z.string().nullish() }),
]);
const item = z.union([
  z.object({ type: z.literal('message').optional(), role: z.enum(['user', 'assistant', 'system', 'developer']), content: z.union([z.string(), z.array(inputPart)]) }),
  z.object({ type: z.literal('function_call'), call_id: z.string(), name: z.string(), arguments: z.string() }),
  z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: z.union([z.string(), z.array(inputPart)]) }),
  z.object({ type: z.literal('reasoning'), id: z.string().optional(), summary: z.array(z.unknown()), encrypted_content: z.string().nullish() }),
]);
const schema = z.record(z.string(), z.unknown());

const request = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(item)]),
  instructions: z.string().nullish(),
  max_output_tokens: z.number().int().min(16).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_obfuscation: z.boolean().optional() }).nullish(),
  store: z.boolean().nullish(),
  tools: z.array(z.strictObject({ type: z.literal('function'), name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), description: z.string().nullish(), parameters: schema.nullish(), strict: z.boolean().nullish() })).optional(),
  tool_choice: z.union([z.enum(['none', 'auto', 'required']), z.strictObject({ type: z.literal('function'), name: z.string() })]).optional(),
  parallel_tool_calls: z.boolean().nullish(),
  text: z
    .strictObject({
      format: z
        .discriminatedUnion('type', [
          z.strictObject({ type: z.literal('text') }),
          z.strictObject({ type: z.literal('json_object') }),
          z.strictObject({ type: z.literal('json_schema'), name: z.string(), description: z.string().optional(), schema, strict: z.boolean().nullish() }),
        ])
        .optional(),
      verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    })
    .optional(),
  reasoning: z.strictObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(), summary: z.enum(['auto', 'concise', 'detailed']).nullish() }).nullish(),
  include: z.array(z.string()).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  previous_response_id: z.string().nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  user: z.string().optional(),
  service_tier: z.string().nullish(),
  safety_identifier: z.string().optional(),
  prompt_cache_key: z.string().optional(),
  background: z.boolean().nullish(),
});

export type ResponsesRequest = z.output<typeof request>;

/** Throws a Refusal for what the API would not take; stored conversations are not kept here. */
export function responsesRequest(body: unknown): ResponsesRequest {
  const parsed = request.safeParse(body);
  if (!parsed.success) throw openAiRefusal(parsed.error, body);
  const { data } = parsed;
  if (data.previous_response_id) throw new Refusal(400, `Previous response with id '${data.previous_response_id}' not found.`, { param: 'previous_response_id', code: 'previous_response_not_found' });
  if (data.text?.format?.type === 'json_schema' && data.text.format.strict) checkStrictSchema(data.text.format.schema, `response_format '${data.text.format.name}'`, 'text.format.schema');
  if (typeof data.input === 'object') {
    const called = new Set(data.input.flatMap((each) => ('call_id' in each && each.type === 'function_call' ? [each.call_id] : [])));
    const orphan = data.input.find((each) => each.type === 'function_call_output' && !called.has(each.call_id));
    if (orphan && 'call_id' in orphan) throw new Refusal(400, `No tool call found for function call output with call_id ${orphan.call_id}.`, { param: 'input' });
  }
  return data;
}

/** The same call in the project's own words, for the brain. */
export function responsesCall(data: ResponsesRequest): LanguageCall {
  const input: readonly Message[] = typeof data.input === 'string' ? [{ role: 'user', content: data.input }] : data.input.map(messageOf);
  const system: readonly Message[] = data.instructions ? [{ role: 'system', content: data.instructions }] : [];
  const format = data.text?.format;
  const effort = data.reasoning?.effort;
  return {
    messages: [...system, ...input],
    ...(data.tools && {
      tools: data.tools.map((each): Tool => ({ name: each.name, ...(each.parameters && { parameters: each.parameters }) })),
      toolChoice: typeof data.tool_choice === 'object' ? { name: data.tool_choice.name } : data.tool_choice ?? 'auto',
    }),
    ...(data.parallel_tool_calls === false && { parallelToolCalls: false }),
    ...(format?.type === 'json_object' && { responseFormat: { type: 'json' } as const }),
    ...(format?.type === 'json_schema' && { responseFormat: { type: 'json-schema', name: format.name, schema: format.schema } as const }),
    ...(data.max_output_tokens != null && { maxTokens: data.max_output_tokens }),
    ...(effort && { reasoning: { effort } }),
  };
}

function messageOf(each: z.output<typeof item>): Message {
  if ('role' in each) return { role: each.role === 'developer' ? 'system' : each.role, content: typeof each.content === 'string' ? each.content : each.content.map(contentOf) };
  switch (each.type) {
    case 'function_call':
      return { role: 'assistant', content: [{ type: 'tool-call', id: each.call_id, name: each.name, arguments: each.arguments }] };
    case 'function_call_output':
      return { role: 'tool', content: [{ type: 'tool-result', id: each.call_id, content: typeof each.output === 'string' ? each.output : each.output.map((part) => ('text' in part ? part.text : '')).join('') }] };
    case 'reasoning':
      return { role: 'assistant', content: [] };
  }
}

function contentOf(part: z.output<typeof inputPart>): Content {
  if ('text' in part) return { type: 'text', text: part.text };
  if (part.type === 'refusal') return { type: 'refusal', text: part.refusal };
  return part.type === 'input_image' ? { type: 'image', url: part.image_url ?? part.file_id ?? '' } : { type: 'file', fileId: part.file_id ?? part.filename ?? '' };
}
