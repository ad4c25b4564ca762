import { z } from 'zod';
import type { Content, Message, TextContent } from '../content.ts';

const cache = z.object({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const textPart = z.object({ type: z.literal('text'), text: z.string(), cache_control: cache });
const imagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.union([z.string(), z.object({ url: z.string(), detail: z.enum(['auto', 'low', 'high']).nullish() })]),
  cache_control: cache,
});
const audioPart = z.object({ type: z.literal('input_audio'), input_audio: z.object({ data: z.string(), format: z.string() }) });
const filePart = z.object({
  type: z.literal('file'),
  file: z.object({ file_id: z.string().nullish(), file_data: z.string().nullish(), filename: z.string().nullish() }),
  cache_control: cache,
});
const refusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() });

const text = z.union([z.string(), z.array(textPart)]);
const functionCall = z.object({ name: z.string(), arguments: z.string() });

/** A message of OpenAI's chat completions, as a client may send it. */
export const openAiMessage = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content: text, name: z.string().nullish() }),
  z.object({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textPart, imagePart, audioPart, filePart])).min(1)]),
    name: z.string().nullish(),
  }),
  z.object({
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textPart, refusalPart]))]).nullish(),
    name: z.string().nullish(),
    refusal: z.string().nullish(),
    reasoning_content: z.string().nullish(),
    tool_calls: z.array(z.object({ id: z.string(), type: z.literal('function').default('function'), function: functionCall })).nullish(),
    function_call: functionCall.nullish(),
  }),
  z.object({ role: z.literal('tool'), content: text, tool_call_id: z.string() }),
  z.object({ role: z.literal('function'), content: z.string().nullable(), name: z.string() }),
]);
export type OpenAiMessage = z.output<typeof openAiMessage>;

export function fromOpenAiMessage(message: OpenAiMessage): Message {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: fromText(message.content), ...(message.name && { name: message.name }) };
    case 'user':
      return {
        role: 'user',
        content: typeof message.content === 'string' ? message.content : message.content.map(fromPart),
        ...(message.name && { name: message.name }),
      };
    case 'assistant':
      return { role: 'assistant', content: fromAssistant(message), ...(message.name && { name: message.name }) };
    case 'tool':
      return { role: 'tool', content: [{ type: 'tool-result', id: message.tool_call_id, content: fromText(message.content) }] };
    case 'function':
      return { role: 'tool', content: [{ type: 'tool-result', id: message.name, content: message.content ?? '' }] };
  }
}

type AssistantMessage = Extract<OpenAiMessage, { role: 'assistant' }>;

function fromAssistant({ content, refusal, reasoning_content, tool_calls, function_call }: AssistantMessage): string | readonly Content[] {
  if (typeof content === 'string' && !refusal && !reasoning_content && !tool_calls?.length && !function_call) return content;
  const blocks: Content[] = [];
  if (reasoning_content) blocks.push({ type: 'reasoning', text: reasoning_content });
  if (typeof content === 'string') {
    if (content) blocks.push({ type: 'text', text: content });
  } else for (const part of content ?? []) blocks.push(fromPart(part));
  if (refusal) blocks.push({ type: 'refusal', text: refusal });
  for (const { id, function: called } of tool_calls ?? []) blocks.push({ type: 'tool-call', id, name: called.name, arguments: called.arguments });
  if (function_call) blocks.push({ type: 'tool-call', id: function_call.name, name: function_call.name, arguments: function_call.arguments });
  return blocks;
}

function fromText(content: z.output<typeof text>): string | readonly TextContent[] {
  return typeof content === 'string' ? content : content.map((part) => fromPart(part) as TextContent);
}

type Part = z.output<typeof textPart> | z.output<typeof imagePart> | z.output<typeof audioPart> | z.output<typeof filePart> | z.output<typeof refusalPart>;

function fromPart(part: Part): Content {
  const mark = 'cache_control' in part && part.cache_control ? { cache: part.cache_control.ttl ? { ttl: part.cache_control.ttl } : {} } : undefined;
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...mark };
    case 'refusal':
      return { type: 'refusal', text: part.refusal };
    case 'image_url': {
      const { url, detail } = typeof part.image_url === 'string' ? { url: part.image_url, detail: undefined } : part.image_url;
      return { type: 'image', ...fromUrl(url), ...(detail && { detail }), ...mark };
    }
    case 'input_audio':
      return { type: 'audio', ...part.input_audio };
    case 'file': {
      const { file_id, file_data, filename } = part.file;
      return { type: 'file', ...(file_id && { fileId: file_id }), ...(file_data && fromUrl(file_data, true)), ...(filename && { name: filename }), ...mark };
    }
  }
}

const dataUrl = /^data:([^;,]*);base64,/;

/** A data URL becomes base64 with its media type; a bare string in a file is base64 already. */
function fromUrl(url: string, bareIsData = false): { url: string } | { data: string; mediaType?: string } {
  const match = dataUrl.exec(url.slice(0, 200));
  if (match) return { data: url.slice(match[0].length), ...(match[1] && { mediaType: match[1] }) };
  return bareIsData ? { data: url } : { url };
}
